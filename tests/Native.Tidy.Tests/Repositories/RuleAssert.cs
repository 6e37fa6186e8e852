using System.Linq;
using Xunit;

namespace Native.Tidy.Tests;

/// <summary>Runs one rule over a repository that is made of a few texts.</summary>
internal static class RuleAssert
{
    internal const string ProductPath = "src/ChunkedBuffer/Buffers/Thing.cs";

    /// <summary>The rule has exactly one finding in the file, on the given line.</summary>
    internal static void Finds<TRule>(string path, string text, int line)
        where TRule : TidyRule, new()
    {
        Finding finding = Assert.Single(Check<TRule>((path, text)));
        Assert.Equal((path, line), (finding.Path, finding.Line));
        Assert.NotEmpty(finding.Message);
    }

    internal static void Accepts<TRule>(string path, string text)
        where TRule : TidyRule, new()
    {
        Assert.Empty(Check<TRule>((path, text)));
    }

    internal static Finding[] Check<TRule>(params (string Path, string Text)[] files)
        where TRule : TidyRule, new()
    {
        return [.. new TRule().Check(new Repository(files.Select(f => new RepositoryFile(f.Path, f.Text))))];
    }
}
