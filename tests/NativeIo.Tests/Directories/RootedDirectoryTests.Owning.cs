using System;
using System.IO;
using Xunit;

namespace NativeIo.Tests;

/// <content>The folder's own handle, and whose things in it are.</content>
public sealed partial class RootedDirectoryTests
{
    // Platform: folders by handle.
    [Trait("Platform", "linux")]
    [Theory]
    [MemberData(nameof(StrongContainments))]
    public void OpenFile_TheFolderItself_IsTheOneThatWasOpened(PathContainment containment)
    {
        using RootedDirectory root = Open(containment);
        FileIdentity identity = root.GetFacts(default).Identity;
        Directory.Move(_root, _outer.File("moved"));
        _ = Directory.CreateDirectory(_root);
        var folder = new NativeFileOptions { Flags = FileOpenFlags.Directory };
        foreach (NativePath path in new NativePath[] { default, "." })
        {
            using NativeFile file = root.OpenFile(path, folder);
            Assert.Equal(identity, file.GetFacts().Identity);
        }

        Assert.Throws<ArgumentException>(() => root.OpenFile(default));
    }

    // Platform: links have owners of their own there. As root.
    [Trait("Platform", "linux")]
    [Theory]
    [MemberData(nameof(StrongContainments))]
    public void SetOwner_FileOrLink_ChangesItself(PathContainment containment)
    {
        _ = File.CreateSymbolicLink(Path.Combine(_root, "a/link"), "b/deep");
        using RootedDirectory root = Open(containment);
        root.SetOwner("a/link", 1234, 2345);
        FileFacts link = root.GetFacts("a/link", followsLinks: false);
        FileFacts file = root.GetFacts("a/b/deep");
        Assert.Equal((1234u, 2345u, 0u), (link.OwnerId, link.GroupId, file.OwnerId));
        root.SetOwner("a/b/deep", 1, 2);
        Assert.Equal((1u, 2u), (root.GetFacts("a/b/deep").OwnerId, root.GetFacts("a/b/deep").GroupId));
        Assert.Equal(IoErrorKind.OutsideRoot, Refusal(() => root.SetOwner("../secret", 1, 2)).Kind);
        Assert.Equal(IoErrorKind.NotFound, Refusal(() => root.SetOwner("missing", 1, 2)).Kind);
    }

    [Fact]
    public void SetOwner_SystemWithoutHandlesOfFolders_SaysSo()
    {
        using RootedDirectory root = Open(PathContainment.Checks);
        Assert.Equal(IoErrorKind.NotSupported, Refusal(() => root.SetOwner("file", 1, 2)).Kind);
    }
}
