using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Xunit;

namespace Native.PublicApi.Tests.Examples;

/// <summary>Holds the C# of these pages to code that is compiled and run, in this folder or beside Kestrel.</summary>
public sealed class ExamplesInDocumentation
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/buffers.md")]
    [InlineData("docs/reading.md")]
    [InlineData("docs/searching.md")]
    [InlineData("docs/ownership.md")]
    [InlineData("docs/pool.md")]
    [InlineData("docs/interop.md")]
    [InlineData("docs/atomic-files.md")]
    [InlineData("docs/direct.md")]
    [InlineData("docs/files.md")]
    [InlineData("docs/io-metrics.md")]
    [InlineData("docs/mapping.md")]
    [InlineData("docs/reading-files.md")]
    [InlineData("docs/rooted-directories.md")]
    [InlineData("docs/scanning.md")]
    [InlineData("docs/slab-sources.md")]
    [InlineData("docs/codecs.md")]
    [InlineData("docs/composite-storage.md")]
    [InlineData("docs/distributed-cache.md")]
    [InlineData("docs/file-storage.md")]
    [InlineData("docs/memory-storage.md")]
    [InlineData("docs/protecting-values.md")]
    [InlineData("docs/s3-storage.md")]
    [InlineData("docs/storage.md")]
    [InlineData("docs/storage-configuration.md")]
    [InlineData("docs/storage-layers.md")]
    [InlineData("docs/writing-a-storage-backend.md")]
    [InlineData("docs/transfer.md")]
    [InlineData("docs/vectored.md")]
    [InlineData("docs/migrating-from-chunkedbuffer.md")]
    [InlineData("docs/migrating-from-pipelines.md")]
    public void Page_EveryExample_IsCodeThatRunsInATest(string page)
    {
        string tested = string.Concat(
            Folders().SelectMany(static folder => Directory.EnumerateFiles(folder, "*.cs"))
                .Order(StringComparer.Ordinal)
                .Select(static file => Squeeze(File.ReadAllText(file))));
        string[] examples = [.. Examples(File.ReadAllText(Path.Combine(RepositoryRoot.Path, page)))];
        Assert.NotEmpty(examples);
        foreach (string example in examples)
        {
            Assert.True(
                tested.Contains(Squeeze(example), StringComparison.Ordinal),
                $"{page} shows code that no example in {string.Join(" or ", Folders())} runs:\n{example}");
        }
    }

    [Fact]
    public void Examples_OfAPage_AreTheFencedBlocksOnly()
    {
        Assert.Equal(["a;\nb;"], Examples("x\n```csharp\na;\nb;\n```\ny\n```sh\nc\n```\n"));
        Assert.Equal("a;b;", Squeeze(" a;\n\n    b; "));
    }

    private static IEnumerable<string> Examples(string markdown)
    {
        string[] parts = markdown.Replace("\r", string.Empty, StringComparison.Ordinal).Split("```");
        return parts.Where((part, index) => index % 2 == 1 && part.StartsWith("csharp\n", StringComparison.Ordinal))
            .Select(part => part["csharp\n".Length..].TrimEnd());
    }

    /// <summary>Code without white space, since the indentation in a page differs from that in a test.</summary>
    private static string Squeeze(string code) => string.Concat(code.Where(character => !char.IsWhiteSpace(character)));

    /// <summary>The second is apart because what needs ASP.NET Core is.</summary>
    private static string[] Folders() =>
    [
        Path.Combine(RepositoryRoot.Path, "tests", "Native.PublicApi.Tests", "Examples"),
        Path.Combine(RepositoryRoot.Path, "tests", "ChunkedBuffer.Kestrel.Tests"),
    ];
}
