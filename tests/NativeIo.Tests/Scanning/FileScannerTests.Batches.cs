using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.Versioning;
using ChunkedBuffers;
using Native.TestKit;
using NativeIo.Interop.Linux;
using NativeIo.Platform;
using NativeIo.Tests.Interop;
using Xunit;

namespace NativeIo.Tests;

/// <content>Small files that are read together.</content>
public sealed partial class FileScannerTests
{
    private const int PartLength = 16 * 1024;

    // Platform: needs the kernel that has io_uring.
    [Trait("Platform", "linux")]
    [Fact]
    [SupportedOSPlatform("linux")]
    public void Scan_ManySmallFiles_TakesFewerCallsThanFiles()
    {
        SeededRandom random = SeededRandom.Create();
        byte[][] contents =
            [.. Enumerable.Range(0, 400).Select(_ => random.NextBytes(1 + random.Next(PartLength - 1)))];
        NativePath[] paths = WriteAll(contents);
        LinuxFileBackend backend = ScriptedUring.Create();
        _ = Scan(paths, new ScanOptions { WorkersMax = 1, Backend = backend });
        CheckContents(paths, contents);
        int enters = ScriptedUring.Calls.Count(static call => call == ScriptedUring.Enter);
        Assert.InRange(enters, (400 - 64) / FileBatch.FileCountMax, 100);

        // Other tests open files, too, but none in this folder.
        Assert.DoesNotContain(
            Directory.EnumerateFileSystemEntries("/proc/self/fd"),
            entry => new FileInfo(entry).LinkTarget?.StartsWith(_folder.Path, StringComparison.Ordinal) == true);
    }

    // Platform: needs the kernel that has io_uring.
    [Trait("Platform", "linux")]
    [Fact]
    [SupportedOSPlatform("linux")]
    public void Scan_OddOnesAmongManySmallFiles_AreAsTheyAreAlone()
    {
        MakePipe(_folder.File("pipe"));
        using FileStream both = new(_folder.File("pipe"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 0);
        both.Write("abc"u8);
        File.CreateSymbolicLink(_folder.File("loop"), _folder.File("loop"));
        (NativePath Path, int Length, IoErrorKind? Kind)[] odd =
        [
            (_folder.Write("empty", []), 0, null),
            (_folder.Write("one", new byte[1]), 1, null),
            (_folder.Write("part-1", new byte[PartLength - 1]), PartLength - 1, null),
            (_folder.Write("part", new byte[PartLength]), PartLength, null),
            (_folder.Write("part+1", new byte[PartLength + 1]), PartLength + 1, null),
            (_folder.Write("long", new byte[600_000]), 600_000, null),
            (_folder.File("missing"), 0, IoErrorKind.NotFound),
            (_folder.File("pipe"), 0, IoErrorKind.NotSeekable),
            (_folder.File("loop"), 0, IoErrorKind.LinkLoop),
            (_folder.Path, 0, IoErrorKind.IsDirectory),
            ("/dev/zero", 0, IoErrorKind.NotSupported),
            ("/proc/version", File.ReadAllBytes("/proc/version").Length, null),
            (_folder.Path + string.Concat(Enumerable.Repeat("/.", 700)) + "/one", 1, null),
        ];
        NativePath small = _folder.Write("small", new byte[100]);
        List<(NativePath Path, int Length, IoErrorKind? Kind)> all = [];
        foreach ((NativePath Path, int Length, IoErrorKind? Kind) one in odd)
        {
            all.AddRange(Enumerable.Repeat((small, 100, (IoErrorKind?)null), 37));
            all.Add(one);
        }

        all.AddRange(odd);
        LinuxFileBackend backend = ScriptedUring.Create();
        _ = Scan([.. all.Select(static one => one.Path)], new ScanOptions { WorkersMax = 1, Backend = backend });
        Assert.Contains(ScriptedUring.Enter, ScriptedUring.Calls);
        for (int index = 0; index < all.Count; index++)
        {
            Assert.Equal(all[index].Path, _files[index].Path);
            Assert.Equal(all[index].Kind, _files[index].Error?.Kind);
            Assert.Equal(all[index].Kind is null ? all[index].Length : 0, _files[index].Content.Length);
        }

        // Nobody took the bytes out of the pipe.
        byte[] left = new byte[3];
        both.ReadExactly(left);
        Assert.Equal("abc"u8.ToArray(), left);
    }

    // Platform: needs the kernel that has io_uring.
    [Trait("Platform", "linux")]
    [Theory]
    [SupportedOSPlatform("linux")]
    [InlineData(ScriptedUring.Setup, Errno.EPERM)]
    [InlineData(ScriptedUring.Setup, Errno.EMFILE)]
    [InlineData(ScriptedUring.Register, Errno.EINVAL)]
    [InlineData(ScriptedUring.Enter, Errno.EPERM)]
    [InlineData(ScriptedUring.Enter, Errno.EBUSY)]
    public void Scan_RingIsRefused_ReadsEachFileAlone(int call, int errorCode)
    {
        byte[][] contents = [.. Enumerable.Range(0, 200).Select(static index => new byte[index + 1])];
        NativePath[] paths = WriteAll(contents);
        LinuxFileBackend backend = ScriptedUring.Create();
        ScriptedUring.Always(new UringFault(call, errorCode));
        _ = Scan(paths, new ScanOptions { WorkersMax = 1, Backend = backend });
        CheckContents(paths, contents);
        Assert.Contains(call, ScriptedUring.Calls);
    }

    // Platform: needs the kernel that has io_uring.
    [Trait("Platform", "linux")]
    [Fact]
    [SupportedOSPlatform("linux")]
    public void Scan_HandlerKeepsBytes_TheyStayAsTheyWere()
    {
        SeededRandom random = SeededRandom.Create();
        byte[][] contents = [.. Enumerable.Range(0, 300).Select(_ => random.NextBytes(1 + random.Next(2000)))];
        List<(long Index, BufferSlice Slice)> kept = [];
        LinuxFileBackend backend = ScriptedUring.Create();
        _ = new FileScanner(new ScanOptions { WorkersMax = 1, Backend = backend }).Scan(
            WriteAll(contents),
            () => new ActingWorker((in ScanChunk chunk) =>
            {
                // The first batches are only looked at.
                if (chunk.Index >= 100)
                {
                    kept.Add((chunk.Index, chunk.Share()));
                }
            }),
            Cancellation);
        Assert.Contains(ScriptedUring.Enter, ScriptedUring.Calls);
        Assert.Equal(200, kept.Count);
        foreach ((long index, BufferSlice slice) in kept)
        {
            using (slice)
            {
                Assert.Equal(contents[index], slice.ToArray());
            }
        }
    }

    private void CheckContents(NativePath[] paths, byte[][] contents)
    {
        Assert.Equal(paths.Length, _files.Count);
        for (int index = 0; index < paths.Length; index++)
        {
            Assert.Null(_files[index].Error);
            Assert.Equal(contents[index], _files[index].Content);
        }
    }
}
