using System;
using System.IO;
using Xunit;

namespace NativeIo.Tests;

/// <content>Folders that end where another file system begins.</content>
public sealed partial class RootedDirectoryTests
{
    [Theory]
    // Platform: a mount.
    [Trait("Platform", "linux")]
    [MemberData(nameof(StrongContainments))]
    public void StaysOnFileSystem_FileThatIsMounted_IsRefusedAsItIs(PathContainment containment)
    {
        using var mount = new MemoryMount("size=1m");
        File.WriteAllText(mount.File("foreign"), "foreign");
        string place = Path.Combine(_root, "mounted");
        File.WriteAllText(place, "");
        MemoryMount.Run("mount", "--bind", mount.File("foreign"), place);
        try
        {
            var options = new RootedDirectoryOptions { StaysOnFileSystem = true, Backend = Backend(containment) };
            using RootedDirectory root = RootedDirectory.Open(_root, options);
            foreach (FileOpenMode mode in (FileOpenMode[])[FileOpenMode.Create, FileOpenMode.Truncate])
            {
                var opening = new NativeFileOptions { Access = FileAccess.Write, Mode = mode };
                Assert.Equal(IoErrorKind.OutsideRoot, Refusal(() => root.OpenFile("mounted", opening)).Kind);
                Assert.Equal("foreign", File.ReadAllText(mount.File("foreign")));
            }
        }
        finally
        {
            MemoryMount.Run("umount", "-l", place);
        }
    }

    [Fact]
    // Platform: on Windows not even the root is opened without its facts.
    [Trait("Platform", "linux")]
    public void StaysOnFileSystem_SystemDoesNotTell_RefusesAndChangesNothing()
    {
        var backend = new ScriptedBackend(Native)
        {
            Always = Fault.Fail(IoErrorKind.DeviceFault, "facts"),
        };
        using RootedDirectory root = RootedDirectory.Open(_root, new RootedDirectoryOptions
        {
            StaysOnFileSystem = true,
            Backend = backend,
            ContainmentForced = PathContainment.Components,
        });
        foreach (FileOpenMode mode in Enum.GetValues<FileOpenMode>())
        {
            if (mode != FileOpenMode.CreateNew)
            {
                var opening = new NativeFileOptions { Access = FileAccess.ReadWrite, Mode = mode };
                NativeIoException error = Refusal(() => root.OpenFile("file", opening));
                Assert.Equal((IoErrorKind.DeviceFault, "tell the file system of"), (error.Kind, error.Operation));
                Assert.Equal("inside", File.ReadAllText(Path.Combine(_root, "file")));
            }
        }

        Assert.Equal(IoErrorKind.DeviceFault, Refusal(() => root.OpenFile("a/b/deep")).Kind);
    }

    [Theory]
    [MemberData(nameof(StrongContainments))]
    public void StaysOnFileSystem_EachMode_DoesWhatItSays(PathContainment containment)
    {
        var options = new RootedDirectoryOptions { StaysOnFileSystem = true, Backend = Backend(containment) };
        using RootedDirectory root = RootedDirectory.Open(_root, options);
        NativeFileOptions With(FileOpenMode mode) => new() { Access = FileAccess.ReadWrite, Mode = mode };
        Assert.Equal(IoErrorKind.NotFound, Refusal(() => root.OpenFile("new", With(FileOpenMode.Truncate))).Kind);
        Assert.Equal(IoErrorKind.NotFound, Refusal(() => root.OpenFile("new", With(FileOpenMode.Open))).Kind);
        foreach (FileOpenMode mode in (FileOpenMode[])[FileOpenMode.Create, FileOpenMode.OpenOrCreate])
        {
            root.OpenFile("new", With(mode)).Dispose();
            Assert.Equal(0, root.GetFacts("new").Length);
            root.Unlink("new");
        }

        root.OpenFile("file", With(FileOpenMode.OpenOrCreate)).Dispose();
        Assert.Equal("inside", Read(root, "file"));
        NativeIoException exists = Refusal(() => root.OpenFile("file", With(FileOpenMode.CreateNew)));
        Assert.Equal(IoErrorKind.AlreadyExists, exists.Kind);
        root.OpenFile("file", With(FileOpenMode.Truncate)).Dispose();
        Assert.Equal("", Read(root, "file"));
        File.WriteAllText(Path.Combine(_root, "file"), "again");
        root.OpenFile("file", With(FileOpenMode.Create)).Dispose();
        Assert.Equal("", Read(root, "file"));
    }
}
