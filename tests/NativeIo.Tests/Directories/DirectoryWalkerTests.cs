using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Native.TestKit;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

public sealed class DirectoryWalkerTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    private static FileBackend Native { get; } = PlatformSelector.Create(PlatformSelector.Available[0]);

    public void Dispose()
    {
        if (OperatingSystem.IsWindows())
        {
            _folder.Dispose();
            return;
        }

        // The framework cannot remove names that it cannot decode.
        using Process process = Process.Start("rm", ["-rf", _folder.Path]);
        process.WaitForExit();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Walk_Tree_FindsEverythingAndFoldersFirst(bool isPortable, bool isSorted)
    {
        List<string> expected = [];
        SeededRandom random = SeededRandom.Create();
        for (int index = 0; index < 300; index++)
        {
            string path = $"{(char)('a' + random.Next(3))}/{(char)('a' + random.Next(3))}/file{index}";
            _folder.Write(path, []);
            expected.Add(path);
            expected.Add(path[..3]);
            expected.Add(path[..1]);
        }

        List<DirectoryEntry> found = Walk(
            new DirectoryWalkOptions { IsSorted = isSorted, Backend = Backend(isPortable) });
        List<string> names = [.. found.Select(Relative)];
        Assert.Equal(expected.Distinct().Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));
        Assert.All(found, static entry => Assert.Null(entry.Error));
        Assert.All(found, entry => Assert.Equal(Relative(entry).Split('/').Length, entry.Depth));
        Assert.All(found, static entry => Assert.Equal(
            entry.Name.ToString().StartsWith("file", StringComparison.Ordinal) ? FileKind.Regular : FileKind.Directory,
            entry.Kind));
        Assert.All(names.Where(static name => name.Contains('/', StringComparison.Ordinal)), name => Assert.True(
            names.IndexOf(name) > names.IndexOf(name[..name.LastIndexOf('/')])));
        if (isSorted)
        {
            Assert.Equal(names.Order(StringComparer.Ordinal), names);
        }
    }

    [Fact]
    public void Walk_EachBackend_FindsTheSame()
    {
        _folder.Write("a/b/file", "abc"u8);
        _folder.Write("a/file", []);
        File.CreateSymbolicLink(_folder.File("link"), "a");
        foreach (string name in PlatformSelector.Available)
        {
            List<DirectoryEntry> found = Walk(
                new DirectoryWalkOptions { IsSorted = true, Backend = PlatformSelector.Create(name) });
            Assert.Equal(["a", "a/b", "a/b/file", "a/file", "link"], found.Select(Relative));
            FileKind[] kinds =
                [FileKind.Directory, FileKind.Directory, FileKind.Regular, FileKind.Regular, FileKind.Link];
            Assert.Equal(kinds, found.Select(static entry => entry.Kind));
            Assert.All(found, static entry => Assert.Null(entry.Error));
        }
    }

    [Fact]
    public void Walk_FolderOfManyEntries_FindsEachOnce()
    {
        for (int index = 0; index < 3000; index++)
        {
            _folder.Write($"a file with a long name {index}", []);
        }

        var backend = new ScriptedBackend(Native);
        Assert.Equal(3000, Walk(new DirectoryWalkOptions { Backend = backend }).Select(Relative).Distinct().Count());
        if (Native.ListsByHandle)
        {
            Assert.True(backend.Calls.Count(static call => call.Operation == "list") > 3);
        }
    }

    // Platform: names that are no text.
    [Trait("Platform", "linux")]
    [Fact]
    public void Walk_NameThatIsNoText_IsFoundByItsBytesAndEntered()
    {
        var folder = NativePath.FromBytes([.. Encoding.UTF8.GetBytes(_folder.Path), (byte)'/', 0xff]);
        using (RootedDirectory root = OpenFolder())
        {
            root.CreateDirectory(NativePath.FromBytes([0xff]));
            root.OpenFile(
                NativePath.FromBytes([0xff, (byte)'/', (byte)'x']), NativeFileOptions.CreateForWriting).Dispose();
        }

        List<DirectoryEntry> found = Walk(new DirectoryWalkOptions());
        Assert.Equal([folder, NativePath.Join(folder, "x")], found.Select(static entry => entry.Path));
        Assert.Equal(NativePath.FromBytes([0xff]), found[0].Name);
        NativeFile.Open(found[1].Path, new NativeFileOptions { Backend = Native }).Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Walk_RootThatIsNoHealthyFolder_IsTheOnlyEntry(bool isPortable)
    {
        var options = new DirectoryWalkOptions { Backend = Backend(isPortable) };
        DirectoryEntry missing = Assert.Single(new DirectoryWalker(_folder.File("missing"), options));
        Assert.Equal(IoErrorKind.NotFound, missing.Error!.Kind);
        DirectoryEntry file = Assert.Single(new DirectoryWalker(_folder.Write("file", []), options));
        Assert.Equal((FileKind.Regular, 0, null), (file.Kind, file.Depth, file.Error));
        Assert.Throws<ArgumentException>(() => new DirectoryWalker(default));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Walk_LinksNotFollowed_AreFoundAsLinks(bool isPortable)
    {
        _folder.Write("a/file", []);
        File.CreateSymbolicLink(_folder.File("link"), _folder.File("a"));
        File.CreateSymbolicLink(_folder.File("dangling"), _folder.File("nothing"));
        List<DirectoryEntry> found = Walk(new DirectoryWalkOptions { IsSorted = true, Backend = Backend(isPortable) });
        Assert.Equal(["a", "a/file", "dangling", "link"], found.Select(Relative));
        Assert.All(found.TakeLast(2), static entry => Assert.Equal((FileKind.Link, null), (entry.Kind, entry.Error)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Walk_LinksFollowed_EntersThemAndSeesLoopsAndDeadEnds(bool isPortable)
    {
        _folder.Write("a/file", []);
        File.CreateSymbolicLink(_folder.File("a/back"), _folder.Path);
        File.CreateSymbolicLink(_folder.File("b"), "a");
        File.CreateSymbolicLink(_folder.File("c"), "a/file");
        File.CreateSymbolicLink(_folder.File("d"), "nothing");
        File.CreateSymbolicLink(_folder.File("e"), "e");
        List<DirectoryEntry> found = Walk(
            new DirectoryWalkOptions { IsSorted = true, FollowsLinks = true, Backend = Backend(isPortable) });
        (string Path, FileKind Kind, IoErrorKind? Error)[] expected =
        [
            ("a", FileKind.Directory, null),
            ("a/back", FileKind.Directory, IoErrorKind.LinkLoop),
            ("a/file", FileKind.Regular, null),
            ("b", FileKind.Directory, null),
            ("b/back", FileKind.Directory, IoErrorKind.LinkLoop),
            ("b/file", FileKind.Regular, null),
            ("c", FileKind.Regular, null),
            ("d", FileKind.Link, IoErrorKind.NotFound),
            ("e", FileKind.Link, IoErrorKind.LinkLoop),
        ];
        Assert.Equal(expected, found.Select(entry => (Relative(entry), entry.Kind, entry.Error?.Kind)));
    }

    [Fact]
    public void Walk_HiddenNames_AreLeftOutOnRequestWithAllBelow()
    {
        _folder.Write(".git/config", []);
        _folder.Write("a/.hidden", []);
        _folder.Write("a/seen", []);
        Assert.Equal(5, Walk(new DirectoryWalkOptions()).Count);
        List<DirectoryEntry> found = Walk(new DirectoryWalkOptions { SkipsHidden = true, IsSorted = true });
        Assert.Equal(["a", "a/seen"], found.Select(Relative));
    }

    [Fact]
    public void Walk_Limits_CutInSightOfTheCaller()
    {
        _folder.Write("a/b/c", []);
        List<DirectoryEntry> shallow = Walk(new DirectoryWalkOptions { DepthMax = 2 });
        Assert.Equal([("a", true), ("a/b", false)], shallow.Select(entry => (Relative(entry), entry.IsEntered)));
        List<DirectoryEntry> few = Walk(new DirectoryWalkOptions { EntriesMax = 2 });
        Assert.Equal(3, few.Count);
        Assert.Contains("EntriesMax = 2", few[2].Error!.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new DirectoryWalker("x", new DirectoryWalkOptions { DepthMax = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new DirectoryWalker("x", new DirectoryWalkOptions { EntriesMax = 0 }));
    }

    // Platform: /proc.
    [Trait("Platform", "linux")]
    [Fact]
    public void Walk_OtherFileSystem_IsFoundButNotEntered()
    {
        var options = new DirectoryWalkOptions { StaysOnFileSystem = true, DepthMax = 2, Backend = Native };
        List<DirectoryEntry> found = [.. new DirectoryWalker("/", options)];
        DirectoryEntry proc = found.Single(static entry => entry.Path == "/proc");
        Assert.Equal((FileKind.Directory, false, null), (proc.Kind, proc.IsEntered, proc.Error));
        Assert.DoesNotContain(found, static entry => entry.Path == "/proc/self");
        Assert.Contains(found, static entry => entry.Path == "/usr/bin");
    }

    // Platform: folders by handle.
    [Trait("Platform", "linux")]
    [Fact]
    public void Walk_DeeperThanItsHandlesAndThePathLimit_FindsTheEnd()
    {
        const int Depth = 3 * DirectoryWalk.HandlesMax;
        string name = new('d', 60);
        List<RootedDirectory> chain = [OpenFolder()];
        for (int depth = 0; depth < Depth; depth++)
        {
            chain[^1].CreateDirectory(name);
            chain.Add(chain[^1].OpenDirectory(name));
        }

        chain[^1].OpenFile("end", NativeFileOptions.CreateForWriting).Dispose();
        chain.ForEach(static folder => folder.Dispose());
        List<DirectoryEntry> found = Walk(new DirectoryWalkOptions());
        Assert.Equal(Depth + 1, found.Count);
        Assert.All(found, static entry => Assert.Null(entry.Error));
        Assert.Equal("end", found[^1].Name.ToString());
        Assert.True(found[^1].Path.ToString().Length > 4096);
    }

    // Platform: folders by handle.
    [Trait("Platform", "linux")]
    [Theory]
    [InlineData("open-at", IoErrorKind.AccessDenied)]
    [InlineData("list", IoErrorKind.DeviceFault)]
    public void Walk_FolderThatCannotBeRead_IsAnErrorAndTheRestIsFound(string operation, IoErrorKind kind)
    {
        _folder.Write("a/file", []);
        _folder.Write("b/file", []);
        Fault[] script = operation == "list"
            ? [Fault.Short(long.MaxValue, "list"), Fault.Short(long.MaxValue, "list"), Fault.Fail(kind, "list")]
            : [Fault.Fail(kind, operation)];
        var options = new DirectoryWalkOptions { IsSorted = true, Backend = new ScriptedBackend(Native, script) };
        List<DirectoryEntry> found = Walk(options);
        Assert.Equal(["a", "b", "b/file"], found.Select(Relative));
        Assert.Equal((FileKind.Directory, false, kind), (found[0].Kind, found[0].IsEntered, found[0].Error!.Kind));
        Assert.All(found.Skip(1), static entry => Assert.Null(entry.Error));
    }

    // Platform: folders by handle.
    [Trait("Platform", "linux")]
    [Fact]
    public void Walk_FolderThatFailsInTheMiddle_GivesWhatItHadAndTheError()
    {
        for (int index = 0; index < 2000; index++)
        {
            _folder.Write($"a file with a long name {index}", []);
        }

        foreach (bool isSorted in new[] { false, true })
        {
            var backend = new ScriptedBackend(
                Native, Fault.Short(long.MaxValue, "list"), Fault.Fail(IoErrorKind.StaleFile, "list"));
            List<DirectoryEntry> found = Walk(new DirectoryWalkOptions { IsSorted = isSorted, Backend = backend });
            Assert.InRange(found.Count, 100, 1999);
            Assert.Equal(IoErrorKind.StaleFile, found[^1].Error!.Kind);
            Assert.All(found.SkipLast(1), static entry => Assert.Null(entry.Error));
        }
    }

    // Platform: folders by handle.
    [Trait("Platform", "linux")]
    [Fact]
    public void Walk_SystemThatCannotListByHandles_GoesOnByPaths()
    {
        _folder.Write("a/file", []);
        var backend = new ScriptedBackend(Native) { Always = Fault.Fail(IoErrorKind.NotSupported, "list") };
        List<DirectoryEntry> found = Walk(new DirectoryWalkOptions { Backend = backend });
        Assert.Equal([("a", null), ("a/file", null)], found.Select(entry => (Relative(entry), entry.Error)));
    }

    // Platform: folders by handle.
    [Trait("Platform", "linux")]
    [Fact]
    public void Walk_HandlesMissing_GivesUpItsOwnThenWaits()
    {
        _folder.Write("a/b/c/file", []);
        Fault none = Fault.Fail(IoErrorKind.TooManyOpenFiles, "open-at");
        var backend = new ScriptedBackend(Native, Fault.Short(long.MaxValue, "open-at"), none, none, none);
        List<DirectoryEntry> found = Walk(new DirectoryWalkOptions { Backend = backend });
        Assert.Equal(["a", "a/b", "a/b/c", "a/b/c/file"], found.Select(Relative));
        Assert.All(found, static entry => Assert.Null(entry.Error));
        backend = new ScriptedBackend(Native) { Always = none };
        var options = new DirectoryWalkOptions { HandleWait = TimeSpan.FromMilliseconds(3), Backend = backend };
        Assert.Equal(IoErrorKind.TooManyOpenFiles, Assert.Single(Walk(options)).Error!.Kind);
    }

    // Platform: /proc.
    [Trait("Platform", "linux")]
    [Fact]
    public void Walk_LeftEarly_ClosesItsHandles()
    {
        _folder.Write("a/b/file", []);
        for (int round = 0; round < 50; round++)
        {
            using IEnumerator<DirectoryEntry> walk = new DirectoryWalker(
                _folder.Path, new DirectoryWalkOptions { Backend = Native }).GetEnumerator();
            Assert.True(walk.MoveNext());
            walk.Dispose();
            Assert.False(walk.MoveNext());
        }

        string[] open = [.. Directory.GetFileSystemEntries("/proc/self/fd").Select(
            static entry => new FileInfo(entry).LinkTarget ?? "")];
        Assert.DoesNotContain(open, target => target.StartsWith(_folder.Path, StringComparison.Ordinal));
    }

    private static ScriptedBackend Backend(bool isPortable) =>
        new(Native) { ListsByHandleForced = isPortable ? false : null };

    private RootedDirectory OpenFolder() =>
        RootedDirectory.Open(_folder.Path, new RootedDirectoryOptions { Backend = Native });

    private string Relative(DirectoryEntry entry) =>
        entry.Path.ToString()[(_folder.Path.Length + 1)..].Replace(Path.DirectorySeparatorChar, '/');

    private List<DirectoryEntry> Walk(DirectoryWalkOptions options) =>
        [.. new DirectoryWalker(_folder.Path, options with { Backend = options.Backend ?? Native })];
}
