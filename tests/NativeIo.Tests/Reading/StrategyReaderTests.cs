using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using Native.TestKit;
using Xunit;

namespace NativeIo.Tests;

/// <summary>What all readers do alike.</summary>
public sealed partial class StrategyReaderTests : IDisposable
{
    private const int ChunkLength = 1000;

    private readonly TemporaryDirectory _folder = new();
    private readonly TrackingBlockPool _pool = new();

    private readonly List<AheadFileReader> _aheadReaders = [];

    public static TheoryData<TestedReader> Readers => [.. Enum.GetValues<TestedReader>()];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ReadOptions Options => new()
    {
        Pool = _pool.Pool,
        ChunkLength = ChunkLength,
        BufferLength = 3 * ChunkLength,
    };

    public void Dispose()
    {
        _aheadReaders.ForEach(static reader => reader.Dispose());
        _folder.Dispose();
        _pool.Dispose();
    }

    private static bool ReadsAhead(TestedReader kind) => kind >= TestedReader.Direct;

    private static async Task<List<byte[]>> Collect(IAsyncEnumerable<BufferSlice> chunks)
    {
        List<byte[]> all = [];
        await foreach (BufferSlice chunk in chunks)
        {
            using (chunk)
            {
                all.Add(chunk.ToArray());
            }
        }

        return all;
    }

    private StrategyReader Make(TestedReader kind, ReadOptions options) => kind switch
    {
        TestedReader.Async => new AsyncFileReader(options),
        TestedReader.Buffered => new BufferedFileReader(options),
        TestedReader.Mapped => new MemoryMappedReader(options),
        _ => MakeAhead(kind, options),
    };

    private AheadFileReader MakeAhead(TestedReader kind, ReadOptions options)
    {
        bool isDirect = kind is TestedReader.Direct or TestedReader.DirectByThreads;
        if (kind is TestedReader.DirectByThreads or TestedReader.RingByThreads)
        {
            // Such a backend has no ring of the kernel unless it is told to have one.
            options = options with { Backend = options.Backend ?? new ScriptedBackend() };
        }

        var reader = isDirect
            ? new AheadFileReader(ReadStrategy.Direct, options with { CachePolicy = PageCachePolicy.DoNotPollute })
            : new AheadFileReader(ReadStrategy.Ring, options);
        _aheadReaders.Add(reader);
        return reader;
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task ReadFile_AnyLength_GivesEveryByte(TestedReader kind)
    {
        SeededRandom random = SeededRandom.Create();
        StrategyReader reader = Make(kind, Options);
        const int block = WholeFileReading.BlockLength;
        int[] lengths = [0, 1, 4095, block / 2, (block / 2) + 1, block - 1, block, block + 1, (3 * block) + 17];
        foreach (int length in lengths)
        {
            byte[] content = random.NextBytes(length);
            string path = _folder.Write("file", content);
            using BufferSlice whole = reader.ReadFile(path);
            Assert.Equal(content, whole.ToArray());
            Assert.True(length > block || whole.ChunkCount <= 1, "What fits into one block is one chunk.");
            Assert.True(whole.RetainedBytes <= Math.Max(2 * length, 512) + block, "It holds little more than it is.");
            using BufferSlice again = await reader.ReadFileAsync(path, Cancellation);
            Assert.Equal(content, again.ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task ReadChunks_AnyLength_GivesEveryByteWithItsOffset(TestedReader kind)
    {
        SeededRandom random = SeededRandom.Create();
        StrategyReader reader = Make(kind, Options);
        foreach (int length in new[] { 0, 1, ChunkLength - 1, ChunkLength, ChunkLength + 1, 2 * ChunkLength, 10_500 })
        {
            byte[] content = random.NextBytes(length);
            string path = _folder.Write("file", content);
            long offset = 0;
            foreach (FileChunk chunk in reader.ReadChunks(path, cancellation: Cancellation))
            {
                Assert.Equal(offset, chunk.Offset);
                Assert.Equal(Math.Min(ChunkLength, length - offset), chunk.Length);
                Assert.True(chunk.Span.SequenceEqual(content.AsSpan((int)offset, chunk.Length)));
                offset += chunk.Length;
            }

            Assert.Equal(length, offset);
            List<byte[]> slices = await Collect(reader.ReadChunksAsync(path, cancellation: Cancellation));
            Assert.Equal(content, slices.SelectMany(static slice => slice).ToArray());
            Assert.All(slices.SkipLast(1), static slice => Assert.Equal(ChunkLength, slice.Length));
            offset = 0;
            await foreach (FileChunk chunk in reader.ScanChunksAsync(path, cancellation: Cancellation))
            {
                Assert.Equal(offset, chunk.Offset);
                Assert.True(chunk.Memory.Span.SequenceEqual(content.AsSpan((int)offset, chunk.Length)));
                offset += chunk.Length;
            }

            Assert.Equal(length, offset);
        }
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task ReadChunks_FromAStart_GivesTheRest(TestedReader kind)
    {
        byte[] content = SeededRandom.Create().NextBytes(5300);
        string path = _folder.Write("file", content);
        StrategyReader reader = Make(kind, Options);
        foreach (int start in new[] { 0, 1, 999, 1000, 5299, 5300, 9999 })
        {
            byte[] expected = content[Math.Min(start, content.Length)..];
            List<byte> sync = [];
            foreach (FileChunk chunk in reader.ReadChunks(path, start, Cancellation))
            {
                Assert.Equal(start + sync.Count, chunk.Offset);
                sync.AddRange(chunk.Span);
            }

            Assert.Equal(expected, sync);
            List<byte[]> slices = await Collect(reader.ReadChunksAsync(path, start, Cancellation));
            Assert.Equal(expected, slices.SelectMany(static slice => slice).ToArray());
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => reader.ReadChunks(path, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.ReadChunksAsync(path, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.ScanChunksAsync(path, -1));
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task Read_FileThatIsMissingOrAFolder_SaysWhich(TestedReader kind)
    {
        StrategyReader reader = Make(kind, Options);
        string missing = _folder.File("missing");
        Assert.Equal(IoErrorKind.NotFound, Assert.Throws<NativeIoException>(() => reader.ReadFile(missing)).Kind);
        NativeIoException later = await Assert.ThrowsAsync<NativeIoException>(
            async () => await reader.ReadFileAsync(missing, Cancellation));
        Assert.Equal(IoErrorKind.NotFound, later.Kind);
        Assert.Contains(missing, later.Message, StringComparison.Ordinal);
        later = Assert.Throws<NativeIoException>(() => reader.ReadChunks(missing).Count());
        Assert.Equal(IoErrorKind.NotFound, later.Kind);
        later = await Assert.ThrowsAsync<NativeIoException>(async () => await Collect(reader.ReadChunksAsync(missing)));
        Assert.Equal(IoErrorKind.NotFound, later.Kind);
        later = Assert.Throws<NativeIoException>(() => reader.ReadFile(_folder.Path));
        Assert.Equal(IoErrorKind.IsDirectory, later.Kind);
        Assert.Throws<ArgumentException>(() => reader.ReadFile(default));
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void Read_PermissionIsDenied_SaysSo(TestedReader kind)
    {
        // By script, because tests may run as a user whom nothing is denied.
        var backend = new ScriptedBackend { Always = Fault.Fail(IoErrorKind.AccessDenied, "open") };
        StrategyReader reader = Make(kind, Options with { Backend = backend });
        string path = _folder.Write("file", "abc"u8);
        NativeIoException error = Assert.Throws<NativeIoException>(() => reader.ReadFile(path));
        Assert.Equal((IoErrorKind.AccessDenied, "open"), (error.Kind, error.Operation));
        error = Assert.Throws<NativeIoException>(() => reader.ReadChunks(path).Count());
        Assert.Equal(IoErrorKind.AccessDenied, error.Kind);
    }

    [Theory]
    [InlineData(TestedReader.Async)]
    [InlineData(TestedReader.Buffered)]
    [InlineData(TestedReader.DirectByThreads)]
    [InlineData(TestedReader.RingByThreads)]
    public async Task Read_FailsAfterSomeChunks_SaysHowFarItCame(TestedReader kind)
    {
        // A direct file is read by sectors, of which each chunk here is one or several.
        const int chunkLength = 4096;
        const int good = 3 * chunkLength;
        string path = _folder.Write("file", new byte[5 * chunkLength]);
        ReadOptions options = Options with { ChunkLength = chunkLength, BufferLength = 3 * chunkLength };
        int given = 0;
        NativeIoException error = Assert.Throws<NativeIoException>(() =>
        {
            StrategyReader reader = Make(kind, options with { Backend = Broken() });
            foreach (FileChunk chunk in reader.ReadChunks(path))
            {
                given += chunk.Length;
            }
        });
        Assert.Equal((IoErrorKind.DeviceFault, good), (error.Kind, given));
        given = 0;
        error = await Assert.ThrowsAsync<NativeIoException>(async () =>
        {
            StrategyReader reader = Make(kind, options with { Backend = Broken() });
            await foreach (FileChunk chunk in reader.ScanChunksAsync(path))
            {
                given += chunk.Length;
            }
        });
        Assert.Equal((IoErrorKind.DeviceFault, good), (error.Kind, given));
        ScriptedBackend withoutDescriptors = new() { FailReadsFrom = good, HasDescriptorsForced = false };
        error = Assert.Throws<NativeIoException>(
            () => Make(kind, options with { Backend = withoutDescriptors }).ReadFile(path));
        Assert.Equal(IoErrorKind.DeviceFault, error.Kind);
        Assert.Equal(0, _pool.Pool.GetStatistics().RentedBlocks);

        static ScriptedBackend Broken() => new() { FailReadsFrom = good };
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task Read_ShortAndInterruptedTransfers_LoseNothing(TestedReader kind)
    {
        byte[] content = SeededRandom.Create().NextBytes(3500);
        string path = _folder.Write("file", content);
        foreach (int shortLength in new[] { 1, 7, 999, 1000, 1001 })
        {
            foreach (string operation in new[] { "read", "read-cached" })
            {
                var backend = new ScriptedBackend(null, Fault.Fail(IoErrorKind.Interrupted, "open"))
                {
                    Always = Fault.Short(shortLength, operation),
                };
                StrategyReader reader = Make(kind, Options with { Backend = backend });
                using BufferSlice whole = reader.ReadFile(path);
                Assert.Equal(content, whole.ToArray());
                List<byte[]> slices = await Collect(reader.ReadChunksAsync(path, cancellation: Cancellation));
                Assert.Equal(content, slices.SelectMany(static slice => slice).ToArray());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task ReadChunks_Cancelled_EndsAndHoldsNothing(TestedReader kind)
    {
        string path = _folder.Write("file", new byte[20_000]);
        StrategyReader reader = Make(kind, Options);
        using var source = new CancellationTokenSource();
        int chunks = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (FileChunk chunk in reader.ScanChunksAsync(path, cancellation: source.Token))
            {
                chunks += chunk.Length > 0 ? 1 : 0;
                await source.CancelAsync();
            }
        });
        Assert.Equal(1, chunks);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Collect(reader.ReadChunksAsync(path, cancellation: source.Token)));
        Assert.ThrowsAny<OperationCanceledException>(() => reader.ReadChunks(path, cancellation: source.Token).Count());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await reader.ReadFileAsync(path, source.Token));
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task ReadChunks_CallerStopsEarly_HoldsNothing(TestedReader kind)
    {
        string path = _folder.Write("file", new byte[20_000]);
        StrategyReader reader = Make(kind, Options);
        foreach (FileChunk chunk in reader.ReadChunks(path))
        {
            Assert.Equal(ChunkLength, chunk.Length);
            break;
        }

        await foreach (FileChunk chunk in reader.ScanChunksAsync(path, cancellation: Cancellation))
        {
            Assert.Equal(ChunkLength, chunk.Length);
            break;
        }

        Assert.Equal(0, _pool.Pool.GetStatistics().RentedBlocks);
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task ReadChunks_ChunkIsKept_StaysAsItWas(TestedReader kind)
    {
        byte[] content = SeededRandom.Create().NextBytes(8 * ChunkLength);
        string path = _folder.Write("file", content);
        StrategyReader reader = Make(kind, Options);
        List<BufferSlice> kept = [];
        FileChunk last = default;
        foreach (FileChunk chunk in reader.ReadChunks(path, cancellation: Cancellation))
        {
            kept.Add(chunk.Share());
            last = chunk;
        }

        await foreach (FileChunk chunk in reader.ScanChunksAsync(path, cancellation: Cancellation))
        {
            kept.Add(chunk.Share());
        }

        Assert.Equal([.. content, .. content], kept.SelectMany(static slice => slice.ToArray()));
        kept.ForEach(static slice => slice.Dispose());
        Assert.Throws<ObjectDisposedException>(() => last.Span.Length);
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task Read_ManyAtATime_DoNotDisturbEachOther(TestedReader kind)
    {
        SeededRandom random = SeededRandom.Create();
        byte[][] contents = [.. Enumerable.Range(0, 20).Select(index => random.NextBytes(500 * index))];
        string[] paths = [.. contents.Select((content, index) => _folder.Write($"file{index}", content))];
        StrategyReader reader = Make(kind, Options);
        Task<byte[]>[] reads =
        [
            .. paths.Select(async path =>
            {
                using BufferSlice whole = await reader.ReadFileAsync(path, Cancellation);
                List<byte[]> chunks = await Collect(reader.ReadChunksAsync(path, cancellation: Cancellation));
                Assert.Equal(whole.ToArray(), chunks.SelectMany(static chunk => chunk).ToArray());
                return whole.ToArray();
            }),
        ];
        Assert.Equal(contents, await Task.WhenAll(reads));
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task ReadChunks_BufferLength_IsHowManyChunksAreInMemory(TestedReader kind)
    {
        byte[] content = SeededRandom.Create().NextBytes(200 * ChunkLength);
        string path = _folder.Write("file", content);
        foreach (int chunks in new[] { 2, 3, 20 })
        {
            // What does not make a whole chunk more is not used.
            StrategyReader reader = Make(kind, Options with { BufferLength = (chunks * ChunkLength) + 999 });
            int seen = 0;
            List<byte> read = [];
            await foreach (FileChunk chunk in reader.ScanChunksAsync(path, cancellation: Cancellation))
            {
                read.AddRange(chunk.Span);
                if (chunk.Offset == 50 * ChunkLength)
                {
                    // Reads are on their way while the caller has this chunk; they come to a stop at the limit.
                    _ = SpinWait.SpinUntil(() => RentedBlocks() >= chunks, TimeSpan.FromSeconds(20));
                }

                seen = Math.Max(seen, RentedBlocks());
            }

            Assert.Equal(content, read.ToArray());
            Assert.Equal(chunks, seen);
        }

        int RentedBlocks() => (int)_pool.Pool.GetStatistics().RentedBlocks;
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void ReadChunks_NotEnumerated_OpensNothing(TestedReader kind)
    {
        var backend = new ScriptedBackend();
        StrategyReader reader = Make(kind, Options with { Backend = backend });
        _ = reader.ReadChunks(_folder.File("missing"));
        Assert.Empty(backend.Calls);
    }
}
