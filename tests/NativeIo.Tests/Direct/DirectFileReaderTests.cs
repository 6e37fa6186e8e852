using System;
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

public sealed partial class DirectFileReaderTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    /// <summary>The system's own backend, whichever the process was told to use.</summary>
    private static FileBackend Native => PlatformSelector.Create(PlatformSelector.Available[0]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ReadAt_TailOfAFileOf5000Bytes_EndsThere()
    {
        byte[] content = SeededRandom.Create().NextBytes(5000);
        using DirectFileReader reader = DirectFileReader.Open(_folder.Write("file", content));
        using var pool = new TrackingBlockPool();
        using BlockLease lease = pool.Pool.RentBlock(8192);
        Assert.Equal(5000, reader.ReadAt(lease.Span[..8192], 0));
        Assert.Equal(content, lease.Span[..5000]);
        Assert.Equal(904, reader.ReadAt(lease.Span[..4096], 4096));
        Assert.Equal(0, reader.ReadAt(lease.Span[..4096], 8192));
        Assert.Equal(0, reader.ReadAt(lease.Span[..4096], 5000));
        Assert.Equal(0, reader.ReadAt(lease.Span[..4096], 1L << 40));
        Assert.Equal(0, reader.ReadAt([], 0));
    }

    [Fact]
    public void ReadAt_AnyOffsetLengthAndAddress_GivesTheBytes()
    {
        byte[] content = SeededRandom.Create().NextBytes(600_123);
        using DirectFileReader reader = DirectFileReader.Open(_folder.Write("file", content));
        SeededRandom.Check(300, random =>
        {
            int offset = random.NextLength(content.Length + 5000);
            int length = random.NextLength(content.Length);
            using GuardedMemory memory = GuardedMemory.Allocate(length);
            int expected = Math.Clamp(content.Length - offset, 0, length);
            Assert.Equal(expected, reader.ReadAt(memory.GetSpan(), offset));
            Assert.True(memory.GetSpan()[..expected].SequenceEqual(
                content.AsSpan(Math.Min(offset, content.Length), expected)));
            Assert.Equal(-1, memory.GetSpan()[expected..].IndexOfAnyExcept(GuardedMemory.Poison));
        });
    }

    [Fact]
    public void ReadAt_ShortAndInterruptedTransfers_GivesEveryByteOnce()
    {
        byte[] content = SeededRandom.Create().NextBytes(10_000);
        string path = _folder.Write("file", content);
        foreach (int shortLength in new[] { 1, 100, 511, 512, 4095, 4096, 4097, 8191, 8192, 9999 })
        {
            foreach (int shortCalls in new[] { 1, 3, int.MaxValue })
            {
                var backend = new DirectBackend { ReportedLengthMax = shortLength, ShortCallsLeft = shortCalls };
                var options = new DirectFileOptions { Backend = backend };
                using DirectFileReader reader = DirectFileReader.Open(path, options);
                byte[] read = new byte[12_000];
                Assert.Equal(10_000, reader.ReadAt(read, 0));
                Assert.Equal(content, read[..10_000]);
            }
        }
    }

    [Fact]
    public async Task ReadAtAsyncAndReadSlice_AnyPlace_GiveTheSame()
    {
        byte[] content = SeededRandom.Create().NextBytes(9000);
        using var pool = new TrackingBlockPool();
        await using DirectFileReader reader = DirectFileReader.Open(
            _folder.Write("file", content), new DirectFileOptions { Pool = pool.Pool });
        byte[] read = new byte[3000];
        Assert.Equal(3000, await reader.ReadAtAsync(read, 4567, Cancellation));
        Assert.Equal(content[4567..7567], read);
        using (BufferSlice slice = reader.ReadSlice(3000, 4567))
        {
            Assert.Equal(content.AsSpan(4567, 3000), slice.AsSpan());
        }

        using BufferSlice tail = reader.ReadSlice(3000, 8999);
        Assert.Equal(content.AsSpan(8999), tail.AsSpan());
        Assert.True(reader.ReadSlice(3000, 9000).IsEmpty);
        Assert.True(reader.ReadSlice(0, 0).IsEmpty);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await reader.ReadAtAsync(read, 0, new CancellationToken(canceled: true)));
    }

    [Theory]
    [InlineData(true, 8)]
    [InlineData(false, 8)]
    [InlineData(true, 1)]
    public async Task ReadChunks_AnyPart_GivesItInOrder(bool usesKernel, int depth)
    {
        byte[] content = SeededRandom.Create().NextBytes(150_001);
        using var pool = new TrackingBlockPool();
        using DirectFileReader reader = DirectFileReader.Open(
            _folder.Write("file", content),
            new DirectFileOptions
            {
                ChunkLength = 8192,
                QueueDepth = depth,
                Pool = pool.Pool,
                AllowsKernelRing = usesKernel,
            });
        foreach ((long offset, long length) in new (long, long)[]
            { (0, long.MaxValue), (1, 149_999), (8192, 8192), (8191, 2), (0, 0), (150_001, 5), (1L << 50, 1), (0, 1) })
        {
            byte[] expected = [.. content.Skip((int)Math.Min(offset, 150_001)).Take((int)Math.Min(length, 150_001))];
            using var synchronous = new MemoryStream();
            foreach (BufferSlice chunk in reader.ReadChunks(offset, length))
            {
                using (chunk)
                {
                    Assert.InRange(chunk.Length, 1, 8192);
                    chunk.CopyTo(synchronous);
                }
            }

            using var asynchronous = new MemoryStream();
            await foreach (BufferSlice chunk in reader.ReadChunksAsync(offset, length, Cancellation))
            {
                using (chunk)
                {
                    chunk.CopyTo(asynchronous);
                }
            }

            Assert.Equal(expected, synchronous.ToArray());
            Assert.Equal(expected, asynchronous.ToArray());
        }
    }

    [Fact]
    public void ReadChunks_FileCutOrGrownMeanwhile_EndsWithTheFile()
    {
        string path = _folder.Write("file", new byte[100_000]);
        var options = new DirectFileOptions { ChunkLength = 4096, QueueDepth = 2 };
        using DirectFileReader reader = DirectFileReader.Open(path, options);
        using NativeFile writer = NativeFile.Open(path, new NativeFileOptions { Access = FileAccess.Write });
        foreach (long length in new[] { 50_001L, 200_000L })
        {
            long total = 0;
            foreach (BufferSlice chunk in reader.ReadChunks())
            {
                total += chunk.Length;
                chunk.Dispose();
                if (total == 4096)
                {
                    writer.SetLength(length);
                }
            }

            Assert.Equal(length, total);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReadBatch_PlainAndUnaligned_GivesEachItsBytes(bool usesKernel)
    {
        byte[] content = SeededRandom.Create().NextBytes(300_000);
        using var pool = new TrackingBlockPool();
        using DirectFileReader reader = DirectFileReader.Open(
            _folder.Write("file", content), new DirectFileOptions { AllowsKernelRing = usesKernel, Pool = pool.Pool });
        var random = SeededRandom.Create();
        using BufferSlice memory = Rent(pool.Pool, 64 * 4096);
        DirectRead[] reads = new DirectRead[200];
        for (int index = 0; index < reads.Length; index++)
        {
            reads[index] = index < 64
                ? new DirectRead(random.Next(75) * 4096, Writable(memory).Slice(index * 4096, 4096))
                : new DirectRead(random.Next(310_000), new byte[random.NextLength(9000)]);
        }

        for (int round = 0; round < 2; round++)
        {
            Assert.Equal(0, round == 0 ? reader.ReadBatch(reads) : await reader.ReadBatchAsync(reads, Cancellation));
            foreach (DirectRead read in reads)
            {
                int expected = (int)Math.Clamp(content.Length - read.Offset, 0, read.Destination.Length);
                Assert.Null(read.Error);
                Assert.Equal(expected, read.Count);
                Assert.True(read.Destination.Span[..expected].SequenceEqual(
                    content.AsSpan((int)Math.Min(read.Offset, content.Length), expected)));
            }
        }
    }

    [Fact]
    public void Read_SectorThatIsBad_IsNamedAndWhatIsBeforeIsRead()
    {
        byte[] content = SeededRandom.Create().NextBytes(1024 * 1024);
        string path = _folder.Write("file", content);
        const int bad = 77 * 4096;
        var backend = new DirectBackend { BadOffset = bad, BadLength = 4096 };
        using DirectFileReader reader = DirectFileReader.Open(
            path, new DirectFileOptions { Backend = backend, ChunkLength = 1024 * 1024 });
        using BufferSlice memory = Rent(BlockPool.Shared, 1024 * 1024);
        NativeIoException error = Assert.Throws<NativeIoException>(() => reader.ReadAt(Writable(memory).Span, 0));
        int sector = bad / reader.OffsetAlignment * reader.OffsetAlignment;
        Assert.Equal(IoErrorKind.DeviceFault, error.Kind);
        Assert.Equal(bad, error.BytesTransferred);
        Assert.Contains($"at bytes {sector} to", error.Message, StringComparison.Ordinal);
        Assert.Equal(content.AsSpan(0, bad), memory.AsSpan()[..bad]);

        DirectRead[] reads =
        [
            new(0, new byte[4096]), new(bad - 4096, new byte[16384]), new(bad + 4096, new byte[4096]),
        ];
        Assert.Equal(1, reader.ReadBatch(reads));
        Assert.Equal((4096, 4096, 4096), (reads[0].Count, reads[1].Count, reads[2].Count));
        Assert.Equal(IoErrorKind.DeviceFault, reads[1].Error?.Kind);
        Assert.Null(reads[2].Error);
    }

    [Theory]
    [InlineData(IoErrorKind.InvalidArgument)]
    [InlineData(IoErrorKind.NotSupported)]
    public void Open_FileSystemRefusesDirect_ReadsThroughTheCacheAndSaysWhy(IoErrorKind refusal)
    {
        byte[] content = SeededRandom.Create().NextBytes(10_000);
        string path = _folder.Write("file", content);
        using (DirectFileReader reader = DirectFileReader.Open(
            path, new DirectFileOptions { Backend = new ScriptedBackend(null, Fault.Fail(refusal, "open")) }))
        {
            Assert.False(reader.IsDirect);
            Assert.Contains("refused to be opened", reader.FallbackReason, StringComparison.Ordinal);
            Assert.Equal((1, 1), (reader.MemoryAlignment, reader.OffsetAlignment));
            CheckWhole(reader, content);
        }

        var required = new DirectFileOptions
        {
            Backend = new ScriptedBackend(null, Fault.Fail(refusal, "open")),
            RequiresDirect = true,
        };
        NativeIoException error = Assert.Throws<NativeIoException>(() => DirectFileReader.Open(path, required));
        Assert.Equal(IoErrorKind.NotSupported, error.Kind);
    }

    [Theory]
    [InlineData(IoErrorKind.InvalidArgument)]
    [InlineData(IoErrorKind.NotSupported)]
    public void Read_FileSystemRefusesTheTransfer_GoesOnThroughTheCache(IoErrorKind refusal)
    {
        byte[] content = SeededRandom.Create().NextBytes(10_000);
        string path = _folder.Write("file", content);
        var backend = new ScriptedBackend(Native, Fault.Fail(refusal, "read"));
        using DirectFileReader reader = DirectFileReader.Open(
            path, new DirectFileOptions { Backend = backend, ChunkLength = 4096, QueueDepth = 1 });
        Assert.True(reader.IsDirect);
        CheckWhole(reader, content);
        Assert.False(reader.IsDirect);
        Assert.Contains("aligned direct transfer", reader.FallbackReason, StringComparison.Ordinal);
        Assert.Contains(backend.Calls, static call => call.Operation == "clear-direct");

        var required = new DirectFileOptions
        {
            Backend = new ScriptedBackend(Native) { Always = Fault.Fail(refusal, "read") },
            RequiresDirect = true,
        };
        using DirectFileReader strict = DirectFileReader.Open(path, required);
        Assert.Equal(refusal, Assert.Throws<NativeIoException>(() => strict.ReadAt(new byte[10], 0)).Kind);
    }

    [Fact]
    public void Read_BackendCannotChangeAnOpenFile_OpensItAgain()
    {
        byte[] content = SeededRandom.Create().NextBytes(10_000);
        using DirectFileReader reader = OpenRefusing(_folder.Write("file", content));
        CheckWhole(reader, content);
        Assert.False(reader.IsDirect);
    }

    // Platform: under Wine the path is opened again, which is an error here.
    [Trait("Platform", "linux")]
    [Fact]
    public void Read_PathLeadsToAnotherWhenItIsOpenedAgain_ReadsTheFirst()
    {
        byte[] content = SeededRandom.Create().NextBytes(10_000);
        string path = _folder.Write("file", content);
        using DirectFileReader reader = OpenRefusing(path);
        File.Move(path, path + ".old");
        File.WriteAllText(path, "another file");
        CheckWhole(reader, content);
        Assert.False(reader.IsDirect);
    }

    [Fact]
    public void Open_FileCannotBeLookedAt_GoesThroughTheCache()
    {
        byte[] content = SeededRandom.Create().NextBytes(10_000);
        var backend = new ScriptedBackend(Native, Fault.Fail(IoErrorKind.DeviceFault, "facts"));
        using DirectFileReader reader = DirectFileReader.Open(
            _folder.Write("file", content), new DirectFileOptions { Backend = backend });
        Assert.Contains("does not say what it is", reader.FallbackReason, StringComparison.Ordinal);
        CheckWhole(reader, content);
    }

    [Fact]
    public void Read_FileCannotBeOpenedAgain_IsAnErrorAndLeavesNothingOpen()
    {
        var backend = new ScriptedBackend(
            Native,
            Fault.Fail(IoErrorKind.InvalidArgument, "read"),
            Fault.Fail(IoErrorKind.NotSupported, "clear-direct"),
            Fault.Fail(IoErrorKind.TooManyOpenFiles, "reopen"));
        using (DirectFileReader reader = DirectFileReader.Open(
            _folder.Write("file", new byte[9]), new DirectFileOptions { Backend = backend, QueueDepth = 1 }))
        {
            Assert.Equal(
                IoErrorKind.TooManyOpenFiles,
                Assert.Throws<NativeIoException>(() => reader.ReadAt(new byte[9], 0)).Kind);
        }

        Assert.All(backend.Handles, static handle => Assert.True(handle.IsClosed));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(512)]
    [InlineData(3000)]
    [InlineData(65536)]
    public void Read_WhateverAlignmentTheSystemNames_GivesTheBytes(int alignment)
    {
        byte[] content = SeededRandom.Create().NextBytes(200_001);
        using DirectFileReader reader = DirectFileReader.Open(
            _folder.Write("file", content),
            new DirectFileOptions { Backend = new DirectBackend { Alignment = alignment } });

        // What is nonsense or not said gives the one that everybody accepts.
        int expected = alignment is 512 or 65536 ? alignment : DirectFileOptions.SafeAlignment;
        Assert.Equal((expected, expected), (reader.MemoryAlignment, reader.OffsetAlignment));
        CheckWhole(reader, content);
        Assert.Equal(1000, reader.ReadAt(new byte[1000], 99_999));
    }

    // Platform: needs a file system in memory, /dev/shm.
    [Trait("Platform", "linux")]
    [Fact]
    public void Open_FileSystemInMemory_ReadsPlainly()
    {
        byte[] content = SeededRandom.Create().NextBytes(10_000);
        string path = Path.Combine("/dev/shm", "native-test-" + Guid.NewGuid());
        File.WriteAllBytes(path, content);
        try
        {
            var options = new DirectFileOptions { Backend = PlatformSelector.Create("linux") };
            using DirectFileReader reader = DirectFileReader.Open(path, options);
            Assert.False(reader.IsDirect);
            Assert.Contains("tmpfs", reader.FallbackReason, StringComparison.Ordinal);
            CheckWhole(reader, content);
        }
        finally
        {
            File.Delete(path);
        }
    }

    // Platform: needs /proc.
    [Trait("Platform", "linux")]
    [Fact]
    public void Open_FileWhoseContentIsMadeWhenRead_IsReadToItsEnd()
    {
        using DirectFileReader reader = DirectFileReader.Open("/proc/self/status");
        Assert.False(reader.IsDirect);
        long total = 0;
        foreach (BufferSlice chunk in reader.ReadChunks())
        {
            total += chunk.Length;
            chunk.Dispose();
        }

        Assert.InRange(total, 100, 100_000);
    }

    [Fact]
    public void Open_MissingFileOrNonsense_Throws()
    {
        Assert.Equal(
            IoErrorKind.NotFound,
            Assert.Throws<NativeIoException>(() => DirectFileReader.Open(_folder.File("missing"))).Kind);
        string path = _folder.Write("file", "abc"u8);
        Assert.Throws<ArgumentOutOfRangeException>(
            () => DirectFileReader.Open(path, new DirectFileOptions { ChunkLength = 5000 }));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => DirectFileReader.Open(path, new DirectFileOptions { QueueDepth = 0 }));
        DirectFileReader reader = DirectFileReader.Open(path);
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.ReadAt(new byte[1], -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.ReadSlice(-1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.ReadSlice(int.MaxValue, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.ReadChunks(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DirectRead(-1, default));
        reader.Dispose();
        reader.Dispose();
        Assert.Throws<ObjectDisposedException>(() => reader.ReadAt(new byte[1], 0));
        Assert.Throws<ObjectDisposedException>(() => reader.ReadChunks().First());
    }

    [Fact]
    public void Read_WhatWasWrittenThroughTheCacheBefore_IsSeen()
    {
        string path = _folder.Write("file", new byte[8192]);
        using DirectFileReader reader = DirectFileReader.Open(path);
        using NativeFile writer = NativeFile.Open(path, new NativeFileOptions { Access = FileAccess.Write });
        byte[] read = new byte[8192];
        for (byte round = 1; round < 20; round++)
        {
            byte[] written = new byte[8192];
            written.AsSpan().Fill(round);
            writer.Write(written, 0);
            Assert.Equal(8192, reader.ReadAt(read, 0));
            Assert.Equal(written, read);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReadAtAndReadBatch_AtSteadyState_AllocateNothing(bool isCounted)
    {
        using DirectFileReader reader = DirectFileReader.Open(
            _folder.Write("file", new byte[256 * 1024]),
            new DirectFileOptions { Metrics = isCounted ? new IoMetrics() : null });
        byte[] unaligned = new byte[1001];
        DirectRead[] reads = [.. Enumerable.Range(0, 8).Select(index => new DirectRead(index * 4096, new byte[512]))];
        using BufferSlice memory = Rent(BlockPool.Shared, 65536);
        for (int index = 0; index < 4; index++)
        {
            reads[index] = new DirectRead(index * 4096, Writable(memory).Slice(index * 4096, 4096));
        }

        AllocationAssert.Flat(
            () =>
            {
                // Asserting would allocate.
                bool isRight = reader.ReadAt(unaligned, 1234) == 1001 && reader.ReadBatch(reads) == 0;
                reader.ReadSlice(5000, isRight ? 100 : -1).Dispose();
            },
            iterations: 100);
    }

    private static void CheckWhole(DirectFileReader reader, byte[] content)
    {
        using var all = new MemoryStream();
        foreach (BufferSlice chunk in reader.ReadChunks())
        {
            using (chunk)
            {
                chunk.CopyTo(all);
            }
        }

        Assert.Equal(content, all.ToArray());
        byte[] read = new byte[content.Length + 1];
        Assert.Equal(content.Length, reader.ReadAt(read, 0));
        Assert.Equal(content, read[..content.Length]);
    }

    /// <summary>
    /// Opens a file that refuses its first direct transfer, by a backend that cannot change an open file.
    /// </summary>
    private static DirectFileReader OpenRefusing(string path)
    {
        var backend = new ScriptedBackend(
            Native,
            Fault.Fail(IoErrorKind.InvalidArgument, "read"),
            Fault.Fail(IoErrorKind.NotSupported, "clear-direct"));
        return DirectFileReader.Open(path, new DirectFileOptions { Backend = backend, QueueDepth = 1 });
    }

    private static BufferSlice Rent(BlockPool pool, int length)
    {
        using BlockLease lease = pool.RentBlock(length);
        return lease.Share(0, length);
    }

    private static Memory<byte> Writable(BufferSlice slice) =>
        System.Runtime.InteropServices.MemoryMarshal.AsMemory(slice.AsMemory());
}
