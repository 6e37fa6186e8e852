using System.Collections.Generic;
using System.Linq;

namespace Native.Tidy.Tests;

/// <summary>A rule that looks at each C# file by itself.</summary>
internal abstract class SourceRule : TidyRule
{
    internal sealed override IEnumerable<Finding> Check(Repository repository)
    {
        return repository.CSharpFiles.SelectMany(Check);
    }

    protected abstract IEnumerable<Finding> Check(RepositoryFile file);
}
