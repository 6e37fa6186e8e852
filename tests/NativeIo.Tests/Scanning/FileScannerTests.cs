using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using Native.TestKit;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

public sealed partial class FileScannerTests : IDisposable
{
    private const int SmallChunk = 4096;

    private readonly TemporaryDirectory _folder = new();
    private readonly ConcurrentDictionary<long, (NativePath Path, byte[] Content, NativeIoException? Error)> _files =
        new();

    private readonly ConcurrentBag<RecordingWorker> _workers = [];

    private static FileBackend Native { get; } = PlatformSelector.Create(PlatformSelector.Available[0]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Scan_FilesOfEverySize_ShowsEveryByteOnce()
    {
        SeededRandom random = SeededRandom.Create();
        int[] lengths =
        [
            0, 1, SmallChunk - 1, SmallChunk, SmallChunk + 1, 2 * SmallChunk - 1, 2 * SmallChunk, 3 * SmallChunk + 7,
            .. Enumerable.Range(0, 200).Select(_ => random.Next(2 * SmallChunk)),
        ];
        byte[][] contents = [.. lengths.Select(random.NextBytes)];
        NativePath[] paths = WriteAll(contents);
        ScanStatistics statistics = Scan(paths, new ScanOptions { ChunkBytes = SmallChunk, WorkersMin = 4 });
        Assert.Equal(paths.Length, _files.Count);
        for (int index = 0; index < paths.Length; index++)
        {
            Assert.Null(_files[index].Error);
            Assert.Equal(paths[index], _files[index].Path);
            Assert.Equal(contents[index], _files[index].Content);
        }

        Assert.Equal(paths.Length, statistics.Files);
        Assert.Equal(0, statistics.FailedFiles);
        Assert.Equal(lengths.Sum(), statistics.Bytes);
        Assert.Equal(paths.Length, statistics.FilesListed);
        Assert.Equal(0, statistics.Workers);
        Assert.InRange(statistics.WorkersPeak, 1, 32);
        Assert.All(_workers, static worker => Assert.Equal(1, worker.EndCount));
    }

    [Fact]
    public void Scan_NoFiles_DoesNothing()
    {
        Assert.Equal(0, Scan([], new ScanOptions()).Files);
        Assert.Equal(0, new FileScanner().GetStatistics().Files);
    }

    [Fact]
    public void Scan_PathListedTwice_IsScannedTwice()
    {
        NativePath path = _folder.Write("file", "abc"u8);
        ScanStatistics statistics = Scan([path, path, path], new ScanOptions());
        Assert.Equal(3, statistics.Files);
        Assert.All(_files.Values, static file => Assert.Equal("abc"u8.ToArray(), file.Content));
    }

    [Fact]
    public void Scan_OneMissingAmongMany_IsReportedAndNotEmpty()
    {
        NativePath[] good =
            [.. Enumerable.Range(0, 100).Select(index => (NativePath)_folder.Write($"file{index}", "abc"u8))];
        NativePath[] paths = [.. Enumerable.Range(0, 2_000).Select(index => good[index % 100])];
        paths[250] = _folder.File("missing");
        ScanStatistics statistics = Scan(paths, new ScanOptions());
        Assert.Equal(2000, statistics.Files);
        Assert.Equal(1, statistics.FailedFiles);
        Assert.Equal(IoErrorKind.NotFound, _files[250].Error!.Kind);
        Assert.Equal(paths[250], _files[250].Error!.Path);
        Assert.Equal(1999, _files.Values.Count(static file => file.Error is null && file.Content.Length == 3));
    }

    [Fact]
    public void Scan_EnumerableInsteadOfList_TakesFilesOneByOne()
    {
        int enumerated = 0;
        IEnumerable<NativePath> Paths()
        {
            for (int index = 0; index < 50; index++)
            {
                enumerated++;
                yield return _folder.Write($"file{index}", "abc"u8);
            }
        }

        ScanStatistics statistics = Scan(Paths(), new ScanOptions());
        Assert.Equal(50, statistics.Files);
        Assert.Equal(50, statistics.FilesListed);
        Assert.Equal(50, enumerated);
        Assert.Equal(Enumerable.Range(0, 50).Select(static index => (long)index), _files.Keys.Order());
    }

    [Fact]
    public void Scan_EnumerationThatFails_EndsTheScanWithItsError()
    {
        static IEnumerable<NativePath> Paths()
        {
            yield return "/proc/self/status";
            throw new InvalidDataException("no more");
        }

        Assert.Throws<InvalidDataException>(() => Scan(Paths(), new ScanOptions()));
        Assert.All(_workers, static worker => Assert.Equal(1, worker.EndCount));
    }

    [Fact]
    public void Scan_Walk_ReadsRegularFilesAndReportsWhatCannotBeEntered()
    {
        _folder.Write("a/b/deep", "deep"u8);
        _folder.Write("top", "top"u8);
        File.CreateSymbolicLink(_folder.File("link"), _folder.File("top"));
        var walker = new DirectoryWalker(_folder.Path);
        ScanStatistics statistics = new FileScanner().Scan(walker, MakeWorker, Cancellation);
        Assert.Equal(2, statistics.Files);
        Assert.Equal(
            ["deep", "top"], _files.Values.Select(static file => Path.GetFileName(file.Path.ToString())).Order());
        _files.Clear();
        statistics = new FileScanner().Scan(new DirectoryWalker(_folder.File("missing")), MakeWorker, Cancellation);
        Assert.Equal(1, statistics.FailedFiles);
        Assert.Equal(IoErrorKind.NotFound, Assert.Single(_files.Values).Error!.Kind);
    }

    [Fact]
    public void Scan_EachBackend_ReadsTheSame()
    {
        byte[] content = SeededRandom.Create().NextBytes(3 * SmallChunk);
        NativePath[] paths =
            [_folder.Write("a/file", content), _folder.Write("empty", []), _folder.File("missing"), _folder.Path];
        foreach (string name in PlatformSelector.Available)
        {
            _files.Clear();
            _ = Scan(paths, new ScanOptions { ChunkBytes = SmallChunk, Backend = PlatformSelector.Create(name) });
            Assert.Equal(content, _files[0].Content);
            Assert.Equal((0, null), (_files[1].Content.Length, _files[1].Error));
            Assert.Equal(IoErrorKind.NotFound, _files[2].Error!.Kind);
            Assert.Equal(IoErrorKind.IsDirectory, _files[3].Error!.Kind);
        }
    }

    [Fact]
    public void Scan_CancelledBefore_ReadsNothing()
    {
        NativePath path = _folder.Write("file", "abc"u8);
        var cancelled = new CancellationToken(canceled: true);
        Assert.Throws<OperationCanceledException>(() => new FileScanner().Scan([path], MakeWorker, cancelled));
        Assert.Empty(_files);
    }

    [Fact]
    public void Scan_CancelledInALongFile_StopsAtTheNextChunk()
    {
        NativePath path = _folder.Write("file", new byte[100 * SmallChunk]);
        using var stop = new CancellationTokenSource();
        var worker = new ActingWorker((in ScanChunk chunk) =>
        {
            Assert.Equal(0, chunk.Offset);
            stop.Cancel();
        });
        var scanner = new FileScanner(new ScanOptions { ChunkBytes = SmallChunk, WorkersMax = 1 });
        Assert.Throws<OperationCanceledException>(() => scanner.Scan([path], () => worker, stop.Token));
        Assert.Equal(1, worker.Chunks);
        Assert.Equal(0, worker.Files);
    }

    [Fact]
    public void Scan_HandlerThrows_EndsTheScanAndLeavesIt()
    {
        NativePath[] paths = WriteAll(Enumerable.Repeat("abc"u8.ToArray(), 100));
        var scanner = new FileScanner();
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => scanner.Scan(
            paths,
            () => new ActingWorker((in ScanChunk chunk) => throw new InvalidDataException(chunk.Path.ToString()))));
        Assert.Contains("file", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, scanner.GetStatistics().Workers);
    }

    [Fact]
    public void Scan_WorkerCannotBeMade_LeavesNoThreadBehind()
    {
        NativePath[] paths = WriteAll(Enumerable.Repeat("abc"u8.ToArray(), 100));
        int made = 0;
        var scanner = new FileScanner(new ScanOptions { WorkersMin = 8 });
        Assert.Throws<InvalidDataException>(() => scanner.Scan(
            paths, () => made++ < 3 ? new ActingWorker(null) : throw new InvalidDataException()));
        Assert.Equal(0, scanner.GetStatistics().Workers);
        Assert.Throws<InvalidDataException>(() => scanner.Scan(paths, () => throw new InvalidDataException()));
    }

    [Fact]
    public void Scan_ChunksThatAreKept_DoNotChangeAfterwards()
    {
        SeededRandom random = SeededRandom.Create();
        byte[][] contents = [.. Enumerable.Range(0, 300).Select(_ => random.NextBytes(random.Next(3 * SmallChunk)))];
        NativePath[] paths = WriteAll(contents);
        var pool = new BlockPool(new BlockPoolOptions { Name = "kept" });
        List<(long Index, long Offset, BufferSlice Slice)> kept = [];
        var worker = new ActingWorker((in ScanChunk chunk) =>
        {
            if (chunk.Index % 3 != 0)
            {
                kept.Add((chunk.Index, chunk.Offset, chunk.Share()));
            }
        });
        var options = new ScanOptions { ChunkBytes = SmallChunk, WorkersMax = 1, Pool = pool };
        new FileScanner(options).Scan(paths, () => worker, Cancellation);
        Assert.NotEmpty(kept);
        foreach ((long index, long offset, BufferSlice slice) in kept)
        {
            Assert.Equal(contents[index].AsSpan((int)offset, (int)slice.Length), slice.AsSpan());
            slice.Dispose();
        }

        Assert.Equal(0, pool.GetStatistics().RentedBlocks);
        pool.Dispose();
    }

    // Platform: files without an object for each.
    [Trait("Platform", "linux")]
    [Fact]
    public void Scan_MoreFiles_AllocatesNothingMore()
    {
        NativePath[] paths = WriteAll(Enumerable.Range(0, 40).Select(static index => new byte[index * 300]));
        NativePath[] many = [.. Enumerable.Range(0, 50).SelectMany(_ => paths)];
        var scanner = new FileScanner(new ScanOptions { ChunkBytes = SmallChunk, WorkersMax = 1, Backend = Native });
        var worker = new ActingWorker(null);
        Func<ScanWorker> make = () => worker;
        long few = long.MaxValue;
        long lots = long.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            few = Math.Min(few, AllocationAssert.Measure(() => scanner.Scan(paths, make), 1));
            lots = Math.Min(lots, AllocationAssert.Measure(() => scanner.Scan(many, make), 1));
        }

        Assert.Equal(few, lots);
    }

    [Fact]
    public void Options_ThatMakeNoSense_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new FileScanner(new ScanOptions { WorkersMax = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new FileScanner(new ScanOptions { WorkersMin = 3, WorkersMax = 2 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FileScanner(new ScanOptions { WorkersMin = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FileScanner(new ScanOptions { ChunkBytes = 100 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FileScanner(new ScanOptions { BytesInFlightMax = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new FileScanner(new ScanOptions { HandleWait = TimeSpan.FromSeconds(-1) }));
        Assert.Throws<ArgumentException>(() => new FileScanner(new ScanOptions { Order = (ScanOrder)9 }));
        Assert.Throws<ArgumentNullException>(() => new FileScanner().Scan((NativePath[])null!, MakeWorker));
        Assert.Throws<ArgumentNullException>(() => new FileScanner().Scan([], null!));
        Assert.Throws<ArgumentException>(() => Scan([default(NativePath)], new ScanOptions()));
    }

    [Fact]
    public async Task GetStatistics_DuringAScan_GrowsToTheEnd()
    {
        NativePath[] paths = WriteAll(Enumerable.Repeat("abc"u8.ToArray(), 10));
        using var isInFile = new SemaphoreSlim(0);
        using var mayGoOn = new SemaphoreSlim(0);
        var scanner = new FileScanner(new ScanOptions { WorkersMax = 1 });
        Task<ScanStatistics> scan = Task.Run(
            () => scanner.Scan(paths, () => new ActingWorker((in ScanChunk chunk) =>
            {
                if (chunk.Index == 4)
                {
                    isInFile.Release();
                    mayGoOn.Wait(Cancellation);
                }
            })),
            Cancellation);
        await isInFile.WaitAsync(Cancellation);
        ScanStatistics during = scanner.GetStatistics();
        mayGoOn.Release();
        ScanStatistics after = await scan;
        Assert.Equal(4, during.Files);
        Assert.Equal(15, during.Bytes);
        Assert.Equal(1, during.Workers);
        Assert.Equal(10, after.Files);
        Assert.Equal(30, after.Bytes);
        Assert.Equal(after, scanner.GetStatistics());
    }

    private NativePath[] WriteAll(IEnumerable<byte[]> contents) =>
        [.. contents.Select((content, index) => (NativePath)_folder.Write($"file{index}", content))];

    private RecordingWorker MakeWorker()
    {
        var worker = new RecordingWorker(_files);
        _workers.Add(worker);
        return worker;
    }

    private ScanStatistics Scan(IEnumerable<NativePath> paths, ScanOptions options) =>
        new FileScanner(options).Scan(paths, MakeWorker, Cancellation);
}
