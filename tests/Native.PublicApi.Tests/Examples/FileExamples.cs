using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using ChunkedBuffers;
using NativeIo;
using Xunit;

namespace Native.PublicApi.Tests.Examples;

/// <summary>The examples of the pages on files, run as they stand there.</summary>
[Collection(WorkingFolder.Collection)]
public sealed class FileExamples : IDisposable
{
    private readonly WorkingFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AtomicFiles_Example_MakesTheFile()
    {
        Dictionary<string, int> settings = new() { ["depth"] = 3 };

        using (AtomicFileWriter writer = AtomicFileWriter.Create("settings.json"))
        {
            using (var json = new Utf8JsonWriter(writer))
            {
                JsonSerializer.Serialize(json, settings);
            }

            writer.Commit();
        }

        Assert.Equal("""{"depth":3}""", File.ReadAllText("settings.json"));
    }

    [Fact]
    public void Direct_ReadingExamples_GiveTheBytes()
    {
        _folder.Write("events.bin", new byte[1024 * 1024]);

        using DirectFileReader reader = DirectFileReader.Open("events.bin");
        Console.WriteLine(reader.IsDirect ? "direct" : reader.FallbackReason);

        long total = 0;
        foreach (BufferSlice chunk in reader.ReadChunks())
        {
            using (chunk)
            {
                total += chunk.Length;
            }
        }

        using BufferSlice record = reader.ReadSlice(100, offset: 12345);

        using IMemoryOwner<byte> memory = BlockPool.Shared.Rent(16 * 4096);
        var reads = new DirectRead[16];
        for (int i = 0; i < reads.Length; i++)
        {
            reads[i] = new DirectRead(offset: i * 65536L, memory.Memory.Slice(i * 4096, 4096));
        }

        int failed = reader.ReadBatch(reads);
        foreach (DirectRead read in reads)
        {
            Console.WriteLine(read.Error is null ? $"{read.Count} bytes at {read.Offset}" : read.Error.Message);
        }

        Assert.Equal(1024 * 1024, total);
        Assert.Equal(100, record.Length);
        Assert.Equal(0, failed);
    }

    [Fact]
    public void Direct_WritingExample_WritesTheBytes()
    {
        WriteDirectly();
        Assert.Equal("ANY length", File.ReadAllText("copy.bin"));

        static void WriteDirectly()
        {
            using DirectFileWriter writer = DirectFileWriter.Open("copy.bin");
            writer.TryAllocate(1024 * 1024);
            writer.Write("any length"u8);
            writer.WriteAt("ANY"u8, offset: 0);
            writer.Flush(FlushLevel.Data);
        }
    }

    [Fact]
    public void Direct_RingExample_ReadsEveryBlock()
    {
        _folder.Write("events.bin", new byte[1024 * 1024]);

        using var ring = new BatchRing(new BatchRingOptions { QueueDepth = 32, SingleThreaded = true });
        using NativeFile file = NativeFile.Open("events.bin");
        byte[][] blocks = new byte[ring.QueueDepth][];
        for (int i = 0; i < blocks.Length; i++)
        {
            blocks[i] = new byte[4096];
            ring.TryRead(file, blocks[i], offset: i * 4096L, tag: i);
        }

        while (ring.InFlight > 0)
        {
            RingCompletion done = ring.Take();
            done.ThrowIfFailed();
            Console.WriteLine($"block {done.Tag}: {done.Count} bytes");
        }

        Assert.Equal(0, ring.InFlight);
    }

    [Fact]
    public void IoMetrics_Example_CountsTheBytes()
    {
        _folder.Write("measurements.bin", new byte[600_000]);

        using var reader = new FileReader();
        foreach (FileChunk chunk in reader.ScanChunks("measurements.bin"))
        {
            Console.WriteLine(chunk.Length);
        }

        Console.WriteLine(reader.Metrics.Snapshot());
        Assert.Contains("600,000", reader.Metrics.Snapshot().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Mapping_LeaseExample_OutlivesTheMap()
    {
        _folder.Write("table.bin", new byte[16384]);

        using MappedFile map = MappedFile.Open("table.bin");
        map.Advise(MapAdvice.Random);

        BufferSlice row;
        using (BufferSlice page = map.Share(offset: 8192, length: 4096))
        {
            row = page.Slice(128, 64);
        }

        map.Dispose();
        Console.WriteLine(row.Length);
        row.Dispose();
        Assert.Equal(64, row.Length);
    }

    [Fact]
    public void Mapping_WritingExample_GrowsTheFile()
    {
        WriteRing();
        Assert.Equal(4 << 20, new FileInfo("ring.bin").Length);

        static void WriteRing()
        {
            var options = new MappedFileOptions
            {
                Access = MapAccess.ReadWrite,
                Mode = FileOpenMode.OpenOrCreate,
                Length = 1 << 20,
            };
            using MappedFile log = MappedFile.Open("ring.bin", options);
            log.CopyFrom("first record"u8, offset: 0);
            log.Flush(offset: 0, length: 4096);
            log.Grow(4 << 20);
        }
    }

    [Fact]
    public async Task ReadingFiles_FirstExample_ReadsThem()
    {
        _folder.Write("settings.json", "{}"u8);
        _folder.Write("archive.tar", new byte[10_240]);
        _folder.Write("a.log", "a"u8);

        using var reader = new FileReader();
        using BufferSlice settings = reader.ReadFile("settings.json");
        Console.WriteLine(settings.Length);

        await foreach (FileChunk chunk in reader.ScanChunksAsync("archive.tar"))
        {
            Console.WriteLine($"{chunk.Offset}: {chunk.Length}");
        }

        using FileReadResults results = await reader.ReadFilesConcurrentAsync(["a.log", "b.log"]);
        foreach (FileReadResult result in results)
        {
            Console.WriteLine(result.IsSuccess ? $"{result.Content.Length}" : result.Error!.Message);
        }

        Assert.Equal([true, false], results.Select(static result => result.IsSuccess));
    }

    [Fact]
    public void ReadingFiles_CalibrationExample_KeepsTheFigures()
    {
        Directory.CreateDirectory("data");

        using var reader = new FileReader();
        ReadCalibration measured = reader.Calibrate("data", cacheFile: "calibration");
        Console.WriteLine(measured.DirectColdBytesPerSecond / measured.BufferedColdBytesPerSecond);
        Assert.True(File.Exists("calibration"));
    }

    [Fact]
    public async Task ReadingFiles_CacheExample_SharesTheContent()
    {
        _folder.Write("index.html", "<p>"u8);

        using var reader = new FileReader();
        using var cache = new FileContentCache(reader, new FileContentCacheOptions { BytesMax = 16 * 1024 * 1024 });
        using BufferSlice page = await cache.GetAsync("index.html");
        Console.WriteLine(page.Length);
        Assert.Equal(3, page.Length);
    }

    [Fact]
    public void Files_Example_WritesAndReads()
    {
        using NativeFile file = NativeFile.Open("measurements.bin", new NativeFileOptions
        {
            Access = FileAccess.ReadWrite,
            Mode = FileOpenMode.OpenOrCreate,
        });
        file.Write("header"u8, offset: 0);
        using BufferSlice start = file.ReadSlice(64, offset: 0);
        file.Flush(FlushLevel.Data);
        file.CloseChecked();
        Assert.Equal("header", start.GetString());
        Assert.Equal("header", File.ReadAllText("measurements.bin"));
    }

    [Fact]
    public void Files_LockExample_RunsAlone()
    {
        Directory.CreateDirectory("state");
        int runs = 0;
        using RootedDirectory others = RootedDirectory.Open("state");
        using FileLock other = FileLock.Open(others, "lock");
        void RunAlone() => runs += other.TryTake() ? 0 : 1;

        using RootedDirectory folder = RootedDirectory.Open("state");
        using FileLock turn = FileLock.Open(folder, "lock");
        if (turn.TryTake())
        {
            RunAlone();
            turn.Release();
        }

        Assert.Equal(1, runs);
        Assert.True(other.TryTake());
    }

    [Fact]
    public void RootedDirectories_EntriesExample_ReadsWithoutObjects()
    {
        Directory.CreateDirectory("uploads/2026");
        _folder.Write("uploads/2026/report", "abc"u8);
        using RootedDirectory uploads = RootedDirectory.Open("uploads");

        using FolderEntries entries = uploads.ReadEntries("2026");
        while (entries.TryRead(out ReadOnlySpan<byte> name, out FileKind kind))
        {
            Console.WriteLine($"{kind} {NativePath.FromBytes(name)}");
        }

        var options = new WholeReadOptions();
        WholeReadOutcome outcome = uploads.TryReadWhole("2026/report", options, out BufferSlice bytes, out _);
        if (outcome == WholeReadOutcome.Read)
        {
            using (bytes)
            {
                Console.WriteLine(bytes.Length);
            }
        }

        Assert.Equal("abc", File.ReadAllText("uploads/2026/report"));
    }

    [Fact]
    public void RootedDirectories_Example_WritesBelowTheFolder()
    {
        Directory.CreateDirectory("uploads");
        string nameFromTheNetwork = "report";
        byte[] content = [1, 2, 3];

        using RootedDirectory uploads = RootedDirectory.Open("uploads");
        uploads.CreateDirectory("2026");
        using (NativeFile file = uploads.OpenFile("2026/" + nameFromTheNetwork, NativeFileOptions.CreateForWriting))
        {
            file.Write(content, 0);
            file.Flush(FlushLevel.Data);
        }

        foreach (DirectoryEntry entry in uploads.List("2026"))
        {
            Console.WriteLine(entry.Path);
        }

        Assert.Equal(content, File.ReadAllBytes("uploads/2026/report"));
    }

    [Fact]
    public void Scanning_HandlerExample_CountsTheLines()
    {
        Directory.CreateDirectory("src");
        _folder.Write("src/a.cs", "1\n2\n"u8);
        _folder.Write("src/b.cs", "3\n"u8);

        var scanner = new FileScanner();
        List<LineCounter> counters = [];
        ScanStatistics statistics = scanner.Scan(new DirectoryWalker("src"), () =>
        {
            var counter = new LineCounter();
            counters.Add(counter);
            return counter;
        });
        Console.WriteLine($"{counters.Sum(counter => counter.Lines)} lines, {statistics.FailedFiles} files failed");
        Assert.Equal(3, counters.Sum(static counter => counter.Lines));
    }

    [Fact]
    public async Task Scanning_ResultsExample_KeepsTheOrder()
    {
        NativePath[] paths = [_folder.Write("one", "1"u8), "missing"];

        var scanner = new FileScanner(new ScanOptions { Order = ScanOrder.AsListed });
        await foreach (ScanResult result in scanner.ScanAsync(paths))
        {
            using (result)
            {
                string outcome = result.Error?.Kind.ToString() ?? $"{result.Content.Length} bytes at {result.Offset}";
                Console.WriteLine($"{result.Path}: {outcome}");
            }
        }
    }

    [Fact]
    public void SlabSources_HugePageExample_SaysWhatItGot()
    {
        var source = new HugePageSlabSource();
        using var pool = new BlockPool(new BlockPoolOptions { Name = "scan", SlabSource = source });
        using BlockLease lease = pool.RentBlock(16 * 1024 * 1024);
        Console.WriteLine(source.FallbackReason ?? $"{source.HugeBytes} bytes in huge pages");
        Assert.True(source.FallbackReason is not null || source.HugeBytes > 0);
    }

    [Fact]
    public void SlabSources_GuardedExample_AcceptsTheLastByte()
    {
        using var strict = new BlockPool(new BlockPoolOptions
        {
            Mode = BlockPoolMode.Guarded,
            SlabSource = new GuardedSlabSource(),
        });
        using BlockLease lease = strict.RentBlock(100);
        lease.Span[99] = 1;
        Assert.Equal(100, lease.Length);
    }

    [Fact]
    public async Task Transfer_Example_CopiesTheBytes()
    {
        _folder.Write("measurements.bin", new byte[4096]);
        using FileStream sink = File.Create("sink");
        Microsoft.Win32.SafeHandles.SafeFileHandle handle = sink.SafeFileHandle;

        TransferResult copied = FileTransfer.CopyFile("measurements.bin", "backup.bin");
        Console.WriteLine($"{copied.Bytes} bytes by {copied.Path}, refused: {copied.Refused}");

        using var source = NativeFile.Open("measurements.bin");
        using var pipe = NativeFile.FromHandle(handle, FileAccess.Write, ownsHandle: false);
        _ = await FileTransfer.CopyAsync(source, pipe);
        Assert.Equal(4096, copied.Bytes);
        Assert.Equal(4096, new FileInfo("backup.bin").Length);
    }

    [Fact]
    public void Vectored_Example_ReadsWhatItWrote()
    {
        using var file = NativeFile.Open("log.bin", NativeFileOptions.CreateForWriting);
        using var buffer = new ChunkedBuffer();
        buffer.Append("header\n"u8);
        buffer.Append(new byte[100_000]);
        file.Write(buffer, offset: 0);

        using var source = NativeFile.Open("log.bin");
        byte[] header = new byte[7], body = new byte[4096];
        long read = source.ReadFull([header, body], offset: 0);
        Assert.Equal(4103, read);
        Assert.Equal("header\n"u8.ToArray(), header);
    }

    private sealed class LineCounter : ScanWorker
    {
        public long Lines { get; private set; }

        public override void OnChunk(in ScanChunk chunk) => Lines += chunk.Span.Count((byte)'\n');

        public override void OnFile(in ScannedFile file)
        {
            if (file.Error is not null)
            {
                Console.Error.WriteLine(file.Error.Message);
            }
        }
    }
}
