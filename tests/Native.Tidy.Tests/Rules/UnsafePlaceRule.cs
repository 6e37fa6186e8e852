using System.Collections.Generic;
using System.Linq;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Native.Tidy.Tests;

/// <summary>Unsafe code lies in named folders only, and only their projects can compile it.</summary>
internal sealed class UnsafePlaceRule : TidyRule
{
    private static readonly string[] s_folders =
    [
        "src/ChunkedBuffer/Memory",
        "src/NativeIo/Platform",
        "src/NativeIo/Interop",
        "tests/Native.TestKit",
        "tests/NativeIo.Tests/Interop",
        "fuzz/Native.Fuzz/Interop",
        "benchmarks/Native.Benchmarks/Interop",
    ];

    internal override string Id => "U1";

    internal override IEnumerable<Finding> Check(Repository repository)
    {
        string places = string.Join(", ", s_folders);
        foreach (RepositoryFile file in repository.CSharpFiles.Where(file => !s_folders.Any(file.IsUnder)))
        {
            foreach (SyntaxToken token in file.Root.DescendantTokens()
                .Where(static token => token.IsKind(SyntaxKind.UnsafeKeyword)))
            {
                yield return Found(file, file.LineOf(token), $"unsafe only under {places}");
            }
        }

        foreach (RepositoryFile file in repository.Files.Where(static file => file.IsProject))
        {
            bool allows = XDocument.Parse(file.Text).Descendants("AllowUnsafeBlocks")
                .Any(static element => element.Value.Trim() == "true");
            if (allows && !s_folders.Any(folder => folder == file.Folder || folder.StartsWith(file.Folder + "/")))
            {
                yield return Found(file, 1, "AllowUnsafeBlocks only where a folder may hold unsafe code");
            }
        }
    }
}
