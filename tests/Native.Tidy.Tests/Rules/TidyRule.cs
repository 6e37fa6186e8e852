using System.Collections.Generic;

namespace Native.Tidy.Tests;

/// <summary>A rule of STYLE.md that a test can check.</summary>
internal abstract class TidyRule
{
    /// <summary>The rule's number in STYLE.md.</summary>
    internal abstract string Id { get; }

    internal abstract IEnumerable<Finding> Check(Repository repository);

    public override string ToString()
    {
        return $"{Id} {GetType().Name}";
    }

    protected Finding Found(RepositoryFile file, int line, string message)
    {
        return new Finding(Id, file.Path, line, message);
    }
}
