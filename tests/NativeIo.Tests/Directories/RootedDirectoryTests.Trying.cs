using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

/// <content>Missing and existing names as answers.</content>
public sealed partial class RootedDirectoryTests
{
    [Theory]
    [MemberData(nameof(Containments))]
    public void Trying_NamesThatAreMissing_SaySoByTheResult(PathContainment containment)
    {
        using RootedDirectory root = Open(containment);
        foreach (string name in new[] { "missing", "missing/deeper", "file/deeper" })
        {
            Assert.Null(root.TryOpenFile(name));
            Assert.Null(root.TryOpenDirectory(name));
            Assert.False(root.TryGetFacts(name, out _));
            Assert.False(root.TryUnlink(name));
            Assert.False(root.TryRemoveDirectory(name));
        }

        Assert.Null(root.TryOpenDirectory("file"));
        Assert.False(root.TryRemoveDirectory("file"));
        Assert.False(root.TryRemoveDirectory("a"));
        Assert.False(root.TryCreateDirectory("file"));
        Assert.False(root.TryCreateDirectory("a"));
        Assert.Throws<NativeIoException>(() => root.TryCreateDirectory("missing/deeper"));
        Assert.Throws<NativeIoException>(() => root.TryUnlink("a"));
        Assert.Equal(
            IoErrorKind.OutsideRoot, Assert.Throws<NativeIoException>(() => root.TryOpenFile("../secret")).Kind);
    }

    [Theory]
    [MemberData(nameof(Containments))]
    public void Trying_NamesThatAreThere_DoesIt(PathContainment containment)
    {
        using RootedDirectory root = Open(containment);
        using (NativeFile file = root.TryOpenFile("a/b/deep")!)
        {
            Assert.Equal(6, file.Length);
        }

        using (RootedDirectory folder = root.TryOpenDirectory("a/b")!)
        {
            Assert.Equal("inside", Read(folder, "deep"));
            Assert.Equal(containment, folder.Containment);
        }

        Assert.True(root.TryGetFacts("a/b/deep", out FileFacts facts));
        Assert.Equal(FileKind.Regular, facts.Kind);
        Assert.True(root.TryUnlink("a/b/deep"));
        Assert.True(root.TryRemoveDirectory("a/b"));
        Assert.True(root.TryCreateDirectory("a/c", 0b111_000_000));
        Assert.True(Directory.Exists(Path.Combine(_root, "a/c")));
    }

    [Theory]
    [MemberData(nameof(Containments))]
    public void TryMove_AcrossFolders_ReplacesOnlyWhenTold(PathContainment containment)
    {
        using RootedDirectory root = Open(containment);
        using RootedDirectory folder = root.OpenDirectory("a/b");
        Assert.False(root.TryMove("file", folder, "deep", replaces: false));
        Assert.Equal("inside", Read(root, "file"));
        Assert.True(root.TryMove("file", folder, "new", replaces: false));
        Assert.True(folder.TryMove("new", root, "a/b/deep", replaces: true));
        Assert.Equal(["deep"], Names(root, "a/b"));
        Assert.Equal(
            IoErrorKind.NotFound,
            Assert.Throws<NativeIoException>(() => folder.TryMove("deep", root, "gone/x", replaces: true)).Kind);
    }

    [Fact]
    // Platform: the fault is in a call of this backend.
    [Trait("Platform", "linux")]
    public void TryMove_SystemCannotRenameWithoutReplacing_Links()
    {
        using RootedDirectory root = OpenScripted(Fault.Fail(IoErrorKind.InvalidArgument, "move"));
        Assert.True(root.TryMove("file", root, "a/new", replaces: false));
        Assert.False(File.Exists(Path.Combine(_root, "file")));
        Assert.Equal("inside", Read(root, "a/new"));
        using RootedDirectory taken = OpenScripted(Fault.Fail(IoErrorKind.NotSupported, "move"));
        Assert.False(taken.TryMove("a/new", taken, "a/b/deep", replaces: false));
    }

    [Fact]
    // Platform: the faults are in calls of this backend.
    [Trait("Platform", "linux")]
    public void Trying_InterruptedOrRefused_GoesOnOrThrows()
    {
        using RootedDirectory root = OpenScripted(
            Fault.Fail(IoErrorKind.Interrupted, "move"),
            Fault.Fail(IoErrorKind.Interrupted, "remove"),
            Fault.Fail(IoErrorKind.DeviceFault, "facts-at"),
            Fault.Fail(IoErrorKind.NoSpace, "move"));
        Assert.True(root.TryMove("file", root, "other", replaces: true));
        Assert.True(root.TryUnlink("other"));
        Assert.Equal(
            IoErrorKind.DeviceFault, Assert.Throws<NativeIoException>(() => root.TryGetFacts("a", out _)).Kind);
        Assert.Equal(
            IoErrorKind.NoSpace,
            Assert.Throws<NativeIoException>(() => root.TryMove("a/b/deep", root, "x", replaces: true)).Kind);
    }

    [Theory]
    [MemberData(nameof(Containments))]
    public void ReadEntries_Folder_GivesItsNamesOnly(PathContainment containment)
    {
        using RootedDirectory root = Open(containment);
        Assert.Equal(["a", "file"], Names(root, default));
        Assert.Equal(["deep"], Names(root, "a/b"));
        Assert.Throws<NativeIoException>(() => root.ReadEntries("missing").Dispose());
    }

    [Fact]
    // Platform: folders that are open.
    [Trait("Platform", "linux")]
    public void GetFileSystem_Root_SaysWhatIsFree()
    {
        using RootedDirectory root = Open(PathContainment.Kernel);
        Assert.InRange(root.GetFileSystem().FreeBytes, 1, root.GetFileSystem().TotalBytes);
        using RootedDirectory checks = Open(PathContainment.Checks);
        Assert.Equal(root.GetFileSystem().Kind, checks.GetFileSystem().Kind);
        Directory.Delete(checks.Path.ToString(), recursive: true);
        Assert.Equal(FileSystemKind.Unknown, checks.GetFileSystem().Kind);
    }

    private static SortedSet<string> Names(RootedDirectory root, NativePath path)
    {
        SortedSet<string> names = new(StringComparer.Ordinal);
        using FolderEntries entries = root.ReadEntries(path);
        while (entries.TryRead(out ReadOnlySpan<byte> name, out _))
        {
            Assert.True(names.Add(Encoding.UTF8.GetString(name)));
        }

        return names;
    }
}
