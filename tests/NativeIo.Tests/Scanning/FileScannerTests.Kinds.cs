using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Native.TestKit;
using Xunit;

namespace NativeIo.Tests;

/// <content>Paths that name something else than a healthy file.</content>
public sealed partial class FileScannerTests
{
    // Platform: files of every kind that Unix has.
    [Trait("Platform", "linux")]
    [Fact]
    public void Scan_EachKindThatIsNoFile_IsATypedErrorAndTheOthersGoOn()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_folder.File("socket")));
        MakePipe(_folder.File("pipe"));
        File.CreateSymbolicLink(_folder.File("loop"), _folder.File("loop"));
        File.CreateSymbolicLink(_folder.File("dangling"), _folder.File("nothing"));
        _folder.Write("file", "abc"u8);
        File.CreateSymbolicLink(_folder.File("link"), "file");
        (NativePath Path, IoErrorKind? Kind)[] cases =
        [
            (_folder.File("file"), null),
            (_folder.Path, IoErrorKind.IsDirectory),
            (_folder.File("pipe"), IoErrorKind.NotSeekable),
            (_folder.File("socket"), IoErrorKind.NotSupported),
            (_folder.File("loop"), IoErrorKind.LinkLoop),
            (_folder.File("dangling"), IoErrorKind.NotFound),
            (_folder.File("file") + "/", IoErrorKind.NotDirectory),
            ("/dev/null", IoErrorKind.NotSupported),
            ("/dev/zero", IoErrorKind.NotSupported),
            ("/proc/self/mem", IoErrorKind.DeviceFault),
            (_folder.File(new string('n', 256)), IoErrorKind.NameTooLong),
            (_folder.Path + string.Concat(Enumerable.Repeat("/.", 3000)), IoErrorKind.NameTooLong),
            (_folder.File("link"), null),
        ];
        _ = Scan([.. cases.Select(static one => one.Path)], new ScanOptions { Backend = Native });
        for (int index = 0; index < cases.Length; index++)
        {
            (NativePath _, byte[] content, NativeIoException? error) = _files[index];
            Assert.True(cases[index].Kind == error?.Kind, $"{cases[index].Path}: {error?.Kind} {error?.Message}");
            Assert.Equal(error is null ? 3 : 0, content.Length);
        }
    }

    // Platform: pipes that have names.
    [Trait("Platform", "linux")]
    [Fact]
    public void Scan_PipeWithAWriter_IsRefusedWithoutWaiting()
    {
        MakePipe(_folder.File("pipe"));
        using FileStream both = new(_folder.File("pipe"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 0);
        both.Write("abc"u8);
        _ = Scan([_folder.File("pipe")], new ScanOptions { Backend = Native });
        Assert.Equal(IoErrorKind.NotSeekable, _files[0].Error!.Kind);
    }

    // Platform: pipes that have names.
    [Trait("Platform", "linux")]
    [Fact]
    public void Scan_PipeWhereOpeningWouldWait_IsSeenBefore()
    {
        MakePipe(_folder.File("pipe"));
        var backend = new ScriptedBackend(Native) { OpensWithoutWaitingForced = false };
        _ = Scan(
            [_folder.File("pipe"), _folder.Write("file", "abc"u8), _folder.File("missing")],
            new ScanOptions { WorkersMax = 1, Backend = backend });
        Assert.Equal(IoErrorKind.NotSeekable, _files[0].Error!.Kind);
        Assert.Null(_files[1].Error);
        Assert.Equal(IoErrorKind.NotFound, _files[2].Error!.Kind);
        Assert.Equal(2, backend.Calls.Count(static call => call.Operation == "open"));
    }

    [Fact]
    public void Scan_LinkWhenLinksAreNotFollowed_IsRefused()
    {
        _folder.Write("file", "abc"u8);
        File.CreateSymbolicLink(_folder.File("link"), "file");
        _ = Scan(
            [_folder.File("link"), _folder.File("file")],
            new ScanOptions { FollowsLinks = false, Backend = Native });
        Assert.Equal(IoErrorKind.LinkLoop, _files[0].Error!.Kind);
        Assert.Null(_files[1].Error);
    }

    // Platform: /proc.
    [Trait("Platform", "linux")]
    [Fact]
    public void Scan_FilesWhoseLengthIsZeroButAreNot_AreWhole()
    {
        var options = new ScanOptions { ChunkBytes = SmallChunk, Backend = Native };
        _ = Scan(["/proc/self/maps", "/proc/cpuinfo", "/proc/version"], options);
        Assert.All(_files.Values, static file => Assert.Null(file.Error));
        Assert.Equal(File.ReadAllText("/proc/version"), Encoding.UTF8.GetString(_files[2].Content));
        Assert.Equal(
            File.ReadLines("/proc/cpuinfo").Count(
                static line => line.StartsWith("processor", StringComparison.Ordinal)),
            Encoding.UTF8.GetString(_files[1].Content).Split('\n').Count(
                static line => line.StartsWith("processor", StringComparison.Ordinal)));
        Assert.Contains("[stack]", Encoding.UTF8.GetString(_files[0].Content), StringComparison.Ordinal);
    }

    // Platform: names that are no text.
    [Trait("Platform", "linux")]
    [Fact]
    public void Scan_NameThatIsNoText_IsReadByItsBytes()
    {
        var name = NativePath.FromBytes([.. Encoding.UTF8.GetBytes(_folder.Path), (byte)'/', 0xff, (byte)'x', 0xfe]);
        using (NativeFile file = NativeFile.Open(name, NativeFileOptions.CreateForWriting with { Backend = Native }))
        {
            file.Write("abc"u8, 0);
        }

        NativePath longest = _folder.Write(new string('n', 255), "abc"u8);
        _ = Scan([name, longest], new ScanOptions { Backend = Native });
        Assert.All(_files.Values, static file => Assert.Equal("abc"u8.ToArray(), file.Content));
        Assert.True(_files[0].Path.IsBytes);

        // The framework cannot name it, so it cannot remove it either.
        using RootedDirectory folder = RootedDirectory.Open(
            _folder.Path, new RootedDirectoryOptions { Backend = Native });
        folder.Unlink(NativePath.FromBytes([0xff, (byte)'x', 0xfe]));
    }

    // Platform: a limit of the process on open files.
    [Trait("Platform", "linux")]
    [Fact]
    public async Task Scan_FewHandlesAndManyFiles_WaitsInsteadOfFailing()
    {
        ChildProcessResult result = await ChildProcess.RunAsync(ScanWithFewHandles);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("1000 files, 0 failed", result.Output, StringComparison.Ordinal);
    }

    private static void ScanWithFewHandles()
    {
        using var folder = new TemporaryDirectory();
        NativePath[] paths = [.. Enumerable.Range(0, 1000).Select(
            index => (NativePath)folder.Write($"{index % 20}/file{index}", new byte[3 * SmallChunk]))];

        // Handles do become free, however busy the machine is, so nothing depends on how long that takes.
        var patience = TimeSpan.FromHours(1);
        var options = new ScanOptions
        {
            WorkersMin = 40,
            WorkersMax = 40,
            ChunkBytes = SmallChunk,
            HandleWait = patience,
            Backend = Native,
        };
        var walk = new DirectoryWalkOptions { HandleWait = patience, Backend = Native };

        // Everything that the scan needs is loaded and compiled before handles become few.
        List<ActingWorker> workers = [];
        ActingWorker Make()
        {
            // Each chunk waits until the others have had a turn, so that many files are open at once.
            var worker = new ActingWorker(static (in ScanChunk chunk) => System.Threading.Thread.Yield());
            workers.Add(worker);
            return worker;
        }

        _ = new FileScanner(options).Scan(paths[..50], Make);
        _ = new FileScanner(options).Scan(new DirectoryWalker(folder.File("0"), walk), Make);

        // A collection looks at files of the system, and ends the process when it cannot open them.
        const long NoCollectionBytes = 100 * 1024 * 1024;
        bool hasMemory = GC.TryStartNoGCRegion(NoCollectionBytes);
        int open = Directory.GetFileSystemEntries("/proc/self/fd").Length;
        using Process limit = Process.Start(
            "prlimit", $"--pid {Environment.ProcessId} --nofile={open + 20}:{open + 20}");
        limit.WaitForExit();
        ScanStatistics listed = new FileScanner(options).Scan(paths, Make);
        ScanStatistics walked = new FileScanner(options).Scan(new DirectoryWalker(folder.Path, walk), Make);
        Console.WriteLine($"{listed.Files} files, {listed.FailedFiles} failed, {listed.HandleWaits} waits");
        if (limit.ExitCode != 0 || !hasMemory || walked.Files != 1000 || walked.FailedFiles != 0)
        {
            throw new InvalidOperationException($"{limit.ExitCode} {walked}");
        }
    }

    private static void MakePipe(string path)
    {
        using Process process = Process.Start("mkfifo", path);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
