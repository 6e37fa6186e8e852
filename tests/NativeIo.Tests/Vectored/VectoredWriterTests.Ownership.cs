using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using Native.TestKit;
using Xunit;

namespace NativeIo.Tests;

public sealed partial class VectoredWriterTests
{
    [Fact]
    public void Write_SliceDisposedDuringTheCall_KeepsItsBlockUntilTheEnd()
    {
        using var pool = new TrackingBlockPool();
        byte[] content = SeededRandom.Create().NextBytes(2 * Long);
        BufferSlice first = BufferSlice.CopyFrom(content.AsSpan(0, Long), pool.Pool);
        BufferSlice second = BufferSlice.CopyFrom(content.AsSpan(Long), pool.Pool);
        long rentedDuring = 0;
        var backend = new ScriptedBackend(Native)
        {
            DuringVectored = () =>
            {
                first.Dispose();
                second.Dispose();
                rentedDuring = pool.Pool.GetStatistics().RentedBlocks;
            },
        };
        Assert.Equal(content, Written(file => file.Write([first.AsMemory(), second.AsMemory()], 0), backend));
        Assert.Equal(2, rentedDuring);
        Assert.Equal(0, pool.Pool.GetStatistics().RentedBlocks);
    }

    [Fact]
    public void Write_Failure_GivesEveryReferenceBack()
    {
        using var pool = new TrackingBlockPool();
        using (BufferSlice slice = ManyChunks(pool.Pool, 20))
        {
            var backend = new ScriptedBackend(Native)
            {
                Always = Fault.Fail(IoErrorKind.DeviceFault, "write-vectored"),
            };
            using NativeFile file = Open(_folder.File("file"), backend);
            Assert.Throws<NativeIoException>(() => file.Write(slice, 0));
            Assert.True(slice.IsUnique);
        }

        Assert.Equal(0, pool.Pool.GetStatistics().RentedBlocks);
    }

    [Fact]
    public async Task WriteAsync_SliceAndBufferDisposedAtOnce_AreWritten()
    {
        using var pool = new TrackingBlockPool();
        byte[] expected;
        await using (NativeFile file = Open(_folder.File("file"), null))
        {
            BufferSlice slice = ManyChunks(pool.Pool, 5);
            var buffer = new ChunkedBuffer(pool.Pool);
            buffer.Append("tail"u8);
            expected = [.. slice.ToArray(), .. "tail"u8];
            ValueTask body = file.WriteAsync(slice, 0, Cancellation);
            ValueTask tail = file.WriteAsync(buffer, slice.Length, Cancellation);
            slice.Dispose();
            buffer.Dispose();
            await body;
            await tail;
            await file.WriteAsync(Memories(["ab"u8.ToArray(), "cd"u8.ToArray()]), expected.Length, Cancellation);
        }

        Assert.Equal([.. expected, .. "abcd"u8], File.ReadAllBytes(_folder.File("file")));
        Assert.Equal(0, pool.Pool.GetStatistics().RentedBlocks);
    }

    [Fact]
    public async Task WriteAsync_CancelledBefore_GivesTheSliceBackAndWritesNothing()
    {
        using var pool = new TrackingBlockPool();
        using NativeFile file = Open(_folder.File("file"), null);
        using (BufferSlice slice = ManyChunks(pool.Pool, 5))
        {
            var cancelled = new CancellationToken(canceled: true);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                async () => await file.WriteAsync(slice, 0, cancelled));
            Assert.True(slice.IsUnique);
        }

        Assert.Equal(0, file.Length);
        Assert.Equal(0, pool.Pool.GetStatistics().RentedBlocks);
    }

    [Fact]
    public void Write_StaleOrClosed_ThrowsAndWritesNothing()
    {
        using var pool = new TrackingBlockPool();
        pool.Expect(BlockMisuseKind.UseAfterDispose);
        NativeFile file = Open(_folder.File("file"), null);
        BufferSlice slice = ManyChunks(pool.Pool, 3);
        slice.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.Write(slice, 0));
        Assert.Equal(0, file.Length);
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.Write(Memories([[1], [2]]), 0));
        using var buffer = new ChunkedBuffer();
        buffer.Append("abc"u8);
        Assert.Throws<ObjectDisposedException>(() => file.Write(buffer, 0));
    }

    [Fact]
    public void Write_BadArguments_AreRefused()
    {
        using NativeFile file = Open(_folder.File("file"), null);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Write(BufferSlice.Empty, -2));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Write(Memories([[1]]), -2));
        Assert.Throws<ArgumentNullException>(() => file.Write((ChunkedBuffer)null!, 0));
        Assert.Throws<ArgumentNullException>(() => VectoredWriter.Write(null!, BufferSlice.Empty, 0));
        Assert.Equal(0, file.Length);
    }

    [Fact]
    public void Write_SteadyState_AllocatesNothing()
    {
        using NativeFile file = Open(_folder.File("file"), null);
        using BufferSlice slice = ManyChunks(BlockPool.Shared, 70);
        using var buffer = new ChunkedBuffer();
        buffer.Append(new byte[200_000]);
        ReadOnlyMemory<byte>[] list = Memories(Pieces(SeededRandom.Create(), [10, Long, 20, 30, Long + 5, 0, 9]));
        var sequence = Chunkings.ToSequence([new byte[Long], new byte[3], new byte[Long]]);
        AllocationAssert.Flat(
            () =>
            {
                file.Write(slice, 0);
                file.Write(buffer, 0);
                file.Write(list, 0);
                file.Write(sequence, 0);
            },
            200);
    }

    private static BufferSlice ManyChunks(BlockPool pool, int count)
    {
        BufferSlice[] parts =
            [.. Enumerable.Range(0, count).Select(index => BufferSlice.CopyFrom(new byte[Long + index], pool))];
        BufferSlice all = BufferSlice.Concat(parts);
        foreach (BufferSlice part in parts)
        {
            part.Dispose();
        }

        return all;
    }
}
