using System;
using System.IO;
using Native.TestKit;
using NativeIo;
using Nio.Copying;
using Xunit;

namespace Nio.Tests.Copying;

public sealed class HeldFolderTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Name_FolderIsSwappedForALinkMeanwhile_StillMeansTheFolder()
    {
        _ = Directory.CreateDirectory(_directory.File("root/a"));
        _ = Directory.CreateDirectory(_directory.File("outside"));
        using RootedDirectory root = RootedDirectory.Open(_directory.File("root"));
        Assert.NotEqual(PathContainment.Checks, root.Containment);
        using HeldFolder folder = HeldFolder.Open(root, "a");
        Assert.True(folder.IsByHandle);

        Directory.Move(_directory.File("root/a"), _directory.File("moved"));
        _ = File.CreateSymbolicLink(_directory.File("root/a"), _directory.File("outside"));
        _ = File.CreateSymbolicLink(Path.Combine(folder.Name!, "link"), "target");
        Assert.Equal("target", new FileInfo(Path.Combine(folder.Name!, "link")).LinkTarget);
        Assert.Equal("target", new FileInfo(_directory.File("moved/link")).LinkTarget);
        Assert.Empty(Directory.GetFileSystemEntries(_directory.File("outside")));
    }

    [Fact]
    public void Open_RootIsReplacedMeanwhile_StillMeansTheFolder()
    {
        _ = Directory.CreateDirectory(_directory.File("root"));
        using RootedDirectory root = RootedDirectory.Open(_directory.File("root"));
        Directory.Move(_directory.File("root"), _directory.File("moved"));
        _ = Directory.CreateDirectory(_directory.File("root"));
        using HeldFolder folder = HeldFolder.Open(root, default);
        Assert.True(folder.IsByHandle);
        File.WriteAllText(Path.Combine(folder.Name!, "file"), "x");
        Assert.True(File.Exists(_directory.File("moved/file")));
        Assert.Empty(Directory.GetFileSystemEntries(_directory.File("root")));
    }

    [Fact]
    public void Open_FolderThatIsALinkOut_IsRefused()
    {
        _ = Directory.CreateDirectory(_directory.File("root"));
        _ = File.CreateSymbolicLink(_directory.File("root/a"), _directory.Path);
        using RootedDirectory root = RootedDirectory.Open(_directory.File("root"));
        NativeIoException error = Assert.Throws<NativeIoException>(() => HeldFolder.Open(root, "a"));
        Assert.Equal(IoErrorKind.OutsideRoot, error.Kind);
    }
}
