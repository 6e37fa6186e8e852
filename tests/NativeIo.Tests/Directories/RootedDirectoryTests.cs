using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Native.TestKit;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

public sealed partial class RootedDirectoryTests : IDisposable
{
    private readonly TemporaryDirectory _outer = new();
    private readonly string _root;

    public RootedDirectoryTests()
    {
        _outer.Write("secret", "outside"u8);
        _outer.Write("root/file", "inside"u8);
        _outer.Write("root/a/b/deep", "inside"u8);
        _root = _outer.File("root");
    }

    /// <summary>Gets what the system can contain paths with.</summary>
    public static TheoryData<PathContainment> Containments { get; } = Native.ListsByHandle
        ? [PathContainment.Kernel, PathContainment.Components, PathContainment.Checks]
        : [PathContainment.Checks];

    public static TheoryData<PathContainment> StrongContainments { get; } =
        [PathContainment.Kernel, PathContainment.Components];

    private static FileBackend Native => PlatformSelector.Create(PlatformSelector.Available[0]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _outer.Dispose();

    [Theory]
    [MemberData(nameof(Containments))]
    public void Open_ForcedFallbacks_SayWhatContains(PathContainment containment)
    {
        using RootedDirectory root = Open(containment);
        Assert.Equal(containment, root.Containment);
        Assert.Equal(_root, root.Path.ToString());
        var options = new RootedDirectoryOptions { Backend = Backend(containment) };
        Assert.Throws<NativeIoException>(() => RootedDirectory.Open(_outer.File("missing"), options));
        Assert.Throws<NativeIoException>(() => RootedDirectory.Open(_outer.File("secret"), options));
        Assert.Throws<ArgumentException>(() => RootedDirectory.Open(default));
    }

    // Platform: folders by handle.
    [Trait("Platform", "linux")]
    [Theory]
    [InlineData(IoErrorKind.NotSupported)]
    [InlineData(IoErrorKind.AccessDenied)]
    public void Open_KernelLacksOrSandboxDeniesTheCall_WalksComponents(IoErrorKind kind)
    {
        using RootedDirectory root = RootedDirectory.Open(_root, new RootedDirectoryOptions
        {
            Backend = new ScriptedBackend(Native) { Always = Fault.Fail(kind, "open-beneath") },
        });
        Assert.Equal(PathContainment.Components, root.Containment);
        Assert.Equal("inside", Read(root, "a/b/deep"));
    }

    [Fact]
    public void OpenFile_EachBackend_StaysInside()
    {
        File.CreateSymbolicLink(Path.Combine(_root, "out"), "../secret");
        foreach (string name in PlatformSelector.Available)
        {
            using RootedDirectory root = RootedDirectory.Open(
                _root, new RootedDirectoryOptions { Backend = PlatformSelector.Create(name) });
            Assert.Equal("inside", Read(root, "a/b/deep"));
            Assert.Equal(IoErrorKind.OutsideRoot, Refusal(() => root.OpenFile("out")).Kind);
            Assert.Equal(IoErrorKind.OutsideRoot, Refusal(() => root.OpenFile("../secret")).Kind);
            Assert.Equal(3, root.List().Count());
        }
    }

    [Theory]
    [MemberData(nameof(Containments))]
    public void OpenFile_PathsInside_OpenWhatTheyName(PathContainment containment)
    {
        using RootedDirectory root = Open(containment);
        Assert.Equal("inside", Read(root, "file"));
        Assert.Equal("inside", Read(root, "a/b/deep"));
        Assert.Equal("inside", Read(root, "./a//b/./deep"));
        Assert.Equal(IoErrorKind.NotFound, Refusal(() => root.OpenFile("a/missing")).Kind);
        Assert.Equal(IoErrorKind.IsDirectory, Refusal(() => root.OpenFile("file/")).Kind);
        Assert.Equal(IoErrorKind.NotDirectory, Refusal(() => root.OpenFile("file/x")).Kind);
        Assert.Throws<ArgumentException>(() => root.OpenFile(""));
        using (NativeFile made = root.OpenFile("a/new", NativeFileOptions.CreateForWriting))
        {
            made.Write("new"u8, 0);
        }

        Assert.Equal("new", File.ReadAllText(Path.Combine(_root, "a/new")));
    }

    [Theory]
    [MemberData(nameof(Containments))]
    public void Everything_PathsThatLeadOut_IsRefusedAndNothingChanges(PathContainment containment) => AssertContains(
        containment, ["../secret", "a/../../secret", _outer.File("secret")], ["../x", "/x", "a/../x"]);

    [Theory]
    [MemberData(nameof(Containments))]
    public void Everything_LinksThatLeadOut_IsRefusedAndNothingChanges(PathContainment containment)
    {
        File.CreateSymbolicLink(Path.Combine(_root, "absolute"), _outer.File("secret"));
        File.CreateSymbolicLink(Path.Combine(_root, "relative"), "../secret");
        File.CreateSymbolicLink(Path.Combine(_root, "folder"), "..");
        File.CreateSymbolicLink(Path.Combine(_root, "a/hop"), "../folder");
        AssertContains(
            containment, ["absolute", "relative", "folder/secret", "a/hop/secret"], ["folder/x", "a/hop/x"]);
    }

    private void AssertContains(PathContainment containment, string[] files, string[] names)
    {
        using RootedDirectory root = Open(containment);
        var emptied = new NativeFileOptions { Access = FileAccess.Write, Mode = FileOpenMode.Truncate };
        foreach (string path in files)
        {
            Assert.True(
                Refusal(() => root.OpenFile(path)).Kind == IoErrorKind.OutsideRoot, $"{path} was opened or misjudged");
            Assert.Equal(IoErrorKind.OutsideRoot, Refusal(() => root.OpenFile(path, emptied)).Kind);
            Assert.Equal(IoErrorKind.OutsideRoot, Refusal(() => root.GetFacts(path)).Kind);
        }

        foreach (string path in names)
        {
            Assert.Equal(IoErrorKind.OutsideRoot, Refusal(
                () => root.OpenFile(path, NativeFileOptions.CreateForWriting)).Kind);
            Assert.Equal(IoErrorKind.OutsideRoot, Refusal(() => root.CreateDirectory(path)).Kind);
            Assert.Equal(IoErrorKind.OutsideRoot, Refusal(() => root.Rename("file", path)).Kind);
            Assert.Equal(IoErrorKind.OutsideRoot, Refusal(() => root.Rename(path, "y")).Kind);
            Assert.Equal(IoErrorKind.OutsideRoot, Refusal(() => root.Unlink(path)).Kind);
            Assert.Equal(IoErrorKind.OutsideRoot, Refusal(() => root.RemoveDirectory(path)).Kind);
            Assert.Equal(IoErrorKind.OutsideRoot, Refusal(() => root.OpenDirectory(path)).Kind);
            Assert.Equal(IoErrorKind.OutsideRoot, ListRefusal(root, path).Kind);
            if (containment != PathContainment.Checks)
            {
                Assert.Equal(IoErrorKind.OutsideRoot, Refusal(() => root.Link("file", path)).Kind);
                Assert.Equal(IoErrorKind.OutsideRoot, Refusal(() => root.Link(path, "y")).Kind);
            }
        }

        Assert.Equal(["root", "secret"], Directory.GetFileSystemEntries(_outer.Path).Select(Path.GetFileName).Order());
        Assert.Equal("outside", File.ReadAllText(_outer.File("secret")));
        Assert.True(File.Exists(Path.Combine(_root, "file")));
    }

    // Platform: folders by handle.
    [Trait("Platform", "linux")]
    [Theory]
    [MemberData(nameof(StrongContainments))]
    public void OpenFile_LinksThatStayInside_AreFollowed(PathContainment containment)
    {
        File.CreateSymbolicLink(Path.Combine(_root, "link"), "file");
        File.CreateSymbolicLink(Path.Combine(_root, "a/up"), "../file");
        File.CreateSymbolicLink(Path.Combine(_root, "folder"), "a/b");
        File.CreateSymbolicLink(Path.Combine(_root, "a/long"), ".././a//b/../b/deep");
        File.CreateSymbolicLink(Path.Combine(_root, "loop"), "loop");
        File.CreateSymbolicLink(Path.Combine(_root, "dangling"), "a/made");
        using RootedDirectory root = Open(containment);
        string[] paths = ["link", "a/up", "folder/deep", "a/long"];
        Assert.All(paths, path => Assert.Equal("inside", Read(root, path)));
        Assert.Equal(IoErrorKind.LinkLoop, Refusal(() => root.OpenFile("loop")).Kind);
        Assert.Equal(IoErrorKind.NotFound, Refusal(() => root.OpenFile("dangling")).Kind);
        Assert.Equal(FileKind.Regular, root.GetFacts("a/up").Kind);
        Assert.Equal(FileKind.Link, root.GetFacts("a/up", followsLinks: false).Kind);
        Assert.Equal(FileKind.Directory, root.GetFacts("folder").Kind);
        Assert.Equal(IoErrorKind.LinkLoop, Refusal(
            () => root.OpenFile("link", new NativeFileOptions { Flags = FileOpenFlags.NoFollow })).Kind);
        root.OpenFile("dangling", NativeFileOptions.CreateForWriting).Dispose();
        Assert.True(File.Exists(Path.Combine(_root, "a/made")));
        Assert.Equal(["deep"], root.List("folder").Select(static entry => entry.Path.ToString()));
    }

    [Theory]
    [MemberData(nameof(Containments))]
    public void OpenFile_LinksRefused_FailsForEveryLink(PathContainment containment)
    {
        File.CreateSymbolicLink(Path.Combine(_root, "link"), "file");
        File.CreateSymbolicLink(Path.Combine(_root, "folder"), "a");
        using RootedDirectory root = Open(containment, refusesLinks: true);
        Assert.Equal(IoErrorKind.LinkLoop, Refusal(() => root.OpenFile("link")).Kind);
        Assert.Equal(IoErrorKind.LinkLoop, Refusal(() => root.OpenFile("folder/b/deep")).Kind);
        Assert.Equal(IoErrorKind.LinkLoop, Refusal(() => root.GetFacts("link")).Kind);
        Assert.Equal(FileKind.Link, root.GetFacts("link", followsLinks: false).Kind);
        Assert.Equal("inside", Read(root, "a/b/deep"));
        root.Unlink("link");
        Assert.True(File.Exists(Path.Combine(_root, "file")));
    }

    // Platform: /proc.
    [Trait("Platform", "linux")]
    [Theory]
    [MemberData(nameof(StrongContainments))]
    public void OpenFile_LinksOfProc_LeadOut(PathContainment containment)
    {
        using RootedDirectory proc = RootedDirectory.Open(
            "/proc/self", new RootedDirectoryOptions { Backend = Backend(containment) });
        Assert.Contains("Name:", Read(proc, "status"), StringComparison.Ordinal);
        string[] paths = ["root/etc/passwd", "cwd/x", "exe", "root"];
        Assert.All(paths, path => Assert.Equal(IoErrorKind.OutsideRoot, Refusal(() => proc.OpenFile(path)).Kind));
        Assert.Equal(IoErrorKind.OutsideRoot, ListRefusal(proc, "root").Kind);
        Assert.Equal(FileKind.Link, proc.GetFacts("exe", followsLinks: false).Kind);
    }

    // Platform: folders by handle.
    [Trait("Platform", "linux")]
    [Theory]
    [MemberData(nameof(StrongContainments))]
    public async Task OpenFile_FolderSwappedForALinkMeanwhile_NeverLeadsOut(PathContainment containment)
    {
        _outer.Write("x/file", "outside"u8);
        _outer.Write("root/swapped/file", "inside"u8);
        File.CreateSymbolicLink(Path.Combine(_root, "link"), "../x");
        using RootedDirectory root = Open(containment);
        using var stop = new CancellationTokenSource();
        int swaps = 0;
        Task swapper = Task.Run(
            () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    root.Rename("swapped", "kept");
                    root.Rename("link", "swapped");
                    root.Rename("swapped", "link");
                    root.Rename("kept", "swapped");
                    Interlocked.Increment(ref swaps);
                }
            },
            Cancellation);
        int opened = 0;
        Dictionary<IoErrorKind, int> refused = [];
        try
        {
            for (int round = 0; round < 4000 || Volatile.Read(ref swaps) < 200; round++)
            {
                try
                {
                    Assert.Equal("inside", Read(root, "swapped/file"));
                    opened++;
                }
                catch (NativeIoException exception)
                {
                    refused[exception.Kind] = refused.GetValueOrDefault(exception.Kind) + 1;
                }
            }
        }
        finally
        {
            await stop.CancelAsync();
            await swapper;
        }

        Assert.True(opened > 0, "The folder was never there.");

        // Not there between two renames; out by the link; or a link when it was opened, and none when it was read.
        IoErrorKind[] expected =
            [IoErrorKind.NotFound, IoErrorKind.OutsideRoot, IoErrorKind.NotDirectory, IoErrorKind.WouldBlock];
        Assert.All(refused.Keys, kind => Assert.Contains(kind, expected));
    }

    // Platform: folders by handle.
    [Trait("Platform", "linux")]
    [Fact]
    public void OpenFile_KernelSaysAgain_IsRepeatedWithABound()
    {
        Fault again = Fault.Fail(IoErrorKind.WouldBlock, "open-beneath");
        Fault probe = Fault.Short(long.MaxValue, "open-beneath");
        var some = new ScriptedBackend(
            Native, [probe, .. Enumerable.Repeat(again, BeneathOpen.AttemptsMax - 1)]);
        using (RootedDirectory root = RootedDirectory.Open(_root, new RootedDirectoryOptions { Backend = some }))
        {
            Assert.Equal("inside", Read(root, "file"));
            Assert.Equal(0, some.FaultsLeft);
        }

        var always = new ScriptedBackend(Native, probe) { Always = again };
        using (RootedDirectory root = RootedDirectory.Open(_root, new RootedDirectoryOptions { Backend = always }))
        {
            Assert.Equal(IoErrorKind.WouldBlock, Refusal(() => root.OpenFile("file")).Kind);
            Assert.Equal(
                BeneathOpen.AttemptsMax + 1, always.Calls.Count(static call => call.Operation == "open-beneath"));
        }
    }

    [Theory]
    [MemberData(nameof(Containments))]
    public void Changes_OfNamesInside_AreDone(PathContainment containment)
    {
        using RootedDirectory root = Open(containment);
        root.CreateDirectory("made");
        Assert.Equal(IoErrorKind.AlreadyExists, Refusal(() => root.CreateDirectory("made")).Kind);
        Assert.Equal(IoErrorKind.NotFound, Refusal(() => root.CreateDirectory("no/made")).Kind);
        root.Rename("file", "made/file");
        Assert.Equal("inside", Read(root, "made/file"));
        File.WriteAllText(Path.Combine(_root, "other"), "other");
        Assert.Equal(IoErrorKind.AlreadyExists, Refusal(() => root.Rename("other", "made/file")).Kind);
        root.Rename("other", "made/file", replaces: true);
        Assert.Equal("other", Read(root, "made/file"));
        Assert.Equal(IoErrorKind.DirectoryNotEmpty, Refusal(() => root.RemoveDirectory("made")).Kind);
        Assert.Equal(IoErrorKind.IsDirectory, Refusal(() => root.Unlink("made")).Kind);
        root.Unlink("made/file");
        Assert.Equal(IoErrorKind.NotFound, Refusal(() => root.Unlink("made/file")).Kind);
        root.RemoveDirectory("made");
        Assert.Equal(["a", "a/b", "a/b/deep"], root
            .List(options: new DirectoryWalkOptions { IsSorted = true })
            .Select(static entry => entry.Path.ToString().Replace(Path.DirectorySeparatorChar, '/')));
        root.Flush();
        Assert.Throws<ArgumentException>(() => root.Unlink(""));
        Assert.Throws<ArgumentException>(() => root.RemoveDirectory("."));
    }

    // Platform: folders by handle.
    [Trait("Platform", "linux")]
    [Theory]
    [MemberData(nameof(StrongContainments))]
    public void Link_ExistingFile_HasOneMoreName(PathContainment containment)
    {
        using RootedDirectory root = Open(containment);
        root.Link("file", "a/again");
        Assert.Equal(2, root.GetFacts("file").LinkCount);
        Assert.Equal(root.GetFacts("file").Identity, root.GetFacts("a/again").Identity);
        Assert.Equal(IoErrorKind.AlreadyExists, Refusal(() => root.Link("file", "a/again")).Kind);
    }

    [Theory]
    [MemberData(nameof(Containments))]
    public void OpenDirectory_FolderBelow_IsALimitOfItsOwn(PathContainment containment)
    {
        using RootedDirectory root = Open(containment);
        using RootedDirectory below = root.OpenDirectory("a");
        Assert.Equal(containment, below.Containment);
        Assert.Equal("inside", Read(below, "b/deep"));
        Assert.Equal(IoErrorKind.OutsideRoot, Refusal(() => below.OpenFile("../file")).Kind);
        Assert.Equal(FileKind.Directory, below.GetFacts("").Kind);
        Assert.Throws<NativeIoException>(() => root.OpenDirectory("file"));
    }

    // Platform: /proc.
    [Trait("Platform", "linux")]
    [Theory]
    [MemberData(nameof(StrongContainments))]
    public void StaysOnFileSystem_WhatIsMountedBelow_IsOutside(PathContainment containment)
    {
        var options = new RootedDirectoryOptions { StaysOnFileSystem = true, Backend = Backend(containment) };
        using RootedDirectory root = RootedDirectory.Open("/", options);
        Assert.Equal(IoErrorKind.OutsideRoot, Refusal(() => root.OpenFile("proc/version")).Kind);
        using RootedDirectory free = RootedDirectory.Open("/", options with { StaysOnFileSystem = false });
        Assert.NotEmpty(Read(free, "proc/version"));
    }

    // Platform: names that are no text.
    [Trait("Platform", "linux")]
    [Theory]
    [MemberData(nameof(StrongContainments))]
    public void Names_ThatAreNoText_AreBytes(PathContainment containment)
    {
        using RootedDirectory root = Open(containment);
        var name = NativePath.FromBytes([0xff, 0xfe]);
        root.OpenFile(name, NativeFileOptions.CreateForWriting).Dispose();
        Assert.Contains(root.List(), entry => entry.Path == name);
        root.Unlink(name);
        Assert.DoesNotContain(root.List(), entry => entry.Path == name);
    }

    // Platform: folders by handle.
    [Trait("Platform", "linux")]
    [Theory]
    [InlineData("make-folder")]
    [InlineData("remove")]
    [InlineData("move")]
    [InlineData("add-name")]
    [InlineData("flush")]
    [InlineData("facts-at")]
    public void Changes_CallThatFails_IsATypedError(string operation)
    {
        var backend = new ScriptedBackend(Native) { Always = Fault.Fail(IoErrorKind.ReadOnlyFileSystem, operation) };
        using RootedDirectory root = RootedDirectory.Open(_root, new RootedDirectoryOptions { Backend = backend });
        Action change = operation switch
        {
            "make-folder" => () => root.CreateDirectory("x"),
            "remove" => () => root.Unlink("file"),
            "move" => () => root.Rename("file", "x"),
            "add-name" => () => root.Link("file", "x"),
            "flush" => root.Flush,
            _ => () => root.GetFacts("file", followsLinks: false),
        };
        Assert.Equal(IoErrorKind.ReadOnlyFileSystem, Refusal(change).Kind);
    }

    [Theory]
    [MemberData(nameof(Containments))]
    public void Use_AfterDispose_Throws(PathContainment containment)
    {
        RootedDirectory root = Open(containment);
        root.Dispose();
        root.Dispose();
        Assert.Throws<ObjectDisposedException>(() => root.OpenFile("file"));
        Assert.Throws<ObjectDisposedException>(() => root.Unlink("file"));
        Assert.Throws<ObjectDisposedException>(() => root.List());
        Assert.Throws<ObjectDisposedException>(() => root.Flush());
    }

    // Platform: folders by handle.
    [Trait("Platform", "linux")]
    [Fact]
    public void OpenFile_OptionsBeyondOpening_AreTaken()
    {
        using RootedDirectory root = Open(PathContainment.Kernel);
        using NativeFile reserved = root.OpenFile(
            "reserved",
            NativeFileOptions.CreateForWriting with { PreallocatedBytes = 8192 });
        Assert.True(reserved.GetFacts().AllocatedBytes >= 8192);
        Assert.Throws<ArgumentException>(() => root.List(options: new DirectoryWalkOptions { FollowsLinks = true }));
    }

    private static ScriptedBackend Backend(PathContainment containment) => containment switch
    {
        PathContainment.Kernel => new ScriptedBackend(Native),
        PathContainment.Components => new ScriptedBackend(Native)
        {
            Always = Fault.Fail(IoErrorKind.NotSupported, "open-beneath"),
        },
        _ => new ScriptedBackend(Native) { ListsByHandleForced = false },
    };

    private static NativeIoException Refusal(Action action) => Assert.Throws<NativeIoException>(action);

    private static NativeIoException Refusal(Func<IDisposable> action) =>
        Assert.Throws<NativeIoException>(() => action().Dispose());

    private static NativeIoException ListRefusal(RootedDirectory root, NativePath path) =>
        Assert.Throws<NativeIoException>(() => { _ = root.List(path).Count(); });

    private static string Read(RootedDirectory root, NativePath path)
    {
        using NativeFile file = root.OpenFile(path);
        byte[] bytes = new byte[4096];
        return System.Text.Encoding.UTF8.GetString(bytes.AsSpan(0, file.ReadFull(bytes, 0)));
    }

    private RootedDirectory Open(PathContainment containment, bool refusesLinks = false) => RootedDirectory.Open(
        _root, new RootedDirectoryOptions { RefusesLinks = refusesLinks, Backend = Backend(containment) });
}
