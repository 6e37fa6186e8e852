using System;
using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Threading.Tasks;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests.Interop;

public sealed class SequenceConversionTests : IDisposable
{
    private readonly BufferFactory _factory = new();

    public void Dispose() => _factory.Dispose();

    [Fact]
    public void FromSequence_Foreign_CopiesPacked()
    {
        byte[] input = "some bytes of somebody else"u8.ToArray();
        foreach (byte[][] split in Chunkings.All(input))
        {
            using BufferSlice slice = BufferSlice.FromSequence(Chunkings.ToSequence(split), _factory.Pool);
            Assert.Equal(Encoding.Latin1.GetString(input), slice.Text());
            Assert.Equal(1, slice.ChunkCount);
        }
    }

    [Fact]
    public void FromSequence_ForeignOfManyBlocks_CopiesAll()
    {
        byte[] input = new SeededRandom(3).NextBytes(300_000);
        using BufferSlice slice = BufferSlice.FromSequence(
            Chunkings.ToSequence(Chunkings.Fixed(input, 7_001)), _factory.Pool);
        Assert.Equal(input, Encoding.Latin1.GetBytes(slice.Text()));
        Assert.Equal(5, slice.ChunkCount);
    }

    [Fact]
    public void FromSequence_Ours_SharesTheBlocks()
    {
        using ChunkedBuffer buffer = _factory.Chunks("first", "second");
        long rented = _factory.Pool.GetStatistics().RentedBlocks;
        BufferSlice shared;
        using (SequenceLease lease = buffer.AsReadOnlySequence())
        {
            shared = BufferSlice.FromSequence(lease.Sequence.Slice(2, 7), _factory.Pool);
        }

        Assert.Equal(rented, _factory.Pool.GetStatistics().RentedBlocks);
        buffer.Clear();
        buffer.TrimExcess();
        Assert.Equal("rstseco", shared.TakeText());
    }

    [Fact]
    public void FromSequence_OursAndForeign_KeepsTheOrder()
    {
        using BufferSlice ours = _factory.Slice("ours");
        byte[] foreign = "theirs"u8.ToArray();
        var first = new Piece(foreign);
        Piece last = first.Then(ours.AsMemory()).Then(ReadOnlyMemory<byte>.Empty).Then(foreign);
        var sequence = new ReadOnlySequence<byte>(first, 0, last, foreign.Length);
        using BufferSlice slice = BufferSlice.FromSequence(sequence, _factory.Pool);
        foreign.AsSpan().Clear();
        Assert.Equal("theirsourstheirs", slice.Text());
        Assert.False(ours.IsUnique);
    }

    [Fact]
    public void FromSequence_Empty_HoldsNothing()
    {
        Assert.True(BufferSlice.FromSequence(ReadOnlySequence<byte>.Empty, _factory.Pool).IsEmpty);
        Assert.True(BufferSlice.FromSequence(default, _factory.Pool).IsEmpty);
    }

    [Fact]
    public void FromSequence_MemoryOfAFreeBlock_ThrowsAndHoldsNothing()
    {
        BufferSlice gone = _factory.Slice("gone");
        using BufferSlice kept = _factory.Slice("kept");
        var first = new Piece(kept.AsMemory());
        Piece last = first.Then(gone.AsMemory());
        var sequence = new ReadOnlySequence<byte>(first, 0, last, 4);
        gone.Dispose();
        Assert.Throws<ObjectDisposedException>(() => BufferSlice.FromSequence(sequence, _factory.Pool));
        Assert.True(kept.IsUnique);
    }

    [Fact]
    public async Task FromSequence_OfAPipeOnOurPool_OutlivesThePipe()
    {
        var pipe = new Pipe(new PipeOptions(_factory.Pool));
        await pipe.Writer.WriteAsync("kept without a copy"u8.ToArray());
        ReadResult result = await pipe.Reader.ReadAsync();
        long rented = _factory.Pool.GetStatistics().RentedBlocks;
        BufferSlice kept = BufferSlice.FromSequence(result.Buffer.Slice(0, 4), _factory.Pool);
        Assert.Equal(rented, _factory.Pool.GetStatistics().RentedBlocks);
        pipe.Reader.AdvanceTo(result.Buffer.End);
        await pipe.Reader.CompleteAsync();
        await pipe.Writer.CompleteAsync();
        Assert.Equal("kept", kept.TakeText());
    }

    [Fact]
    public void Append_Sequence_CopiesForeignAndSharesOurs()
    {
        byte[] input = new SeededRandom(5).NextBytes(5000);
        using BufferSlice ours = BufferSlice.CopyFrom(input, _factory.Pool);
        var first = new Piece(input);
        Piece last = first.Then(ours.AsMemory()).Then(ours.AsMemory()[..10]);
        using var buffer = new ChunkedBuffer(_factory.Pool);
        buffer.Append(new ReadOnlySequence<byte>(first, 0, last, 10));
        byte[] expected = [.. input, .. input, .. input.AsSpan(0, 10)];
        Assert.Equal(expected, Encoding.Latin1.GetBytes(buffer.Text()));
        Assert.False(ours.IsUnique);
        buffer.SkipLast(10);
        buffer.SkipLast(5000);
        Assert.True(ours.IsUnique);
    }

    [Fact]
    public void Append_SequenceOfItself_DoublesTheBuffer()
    {
        using ChunkedBuffer buffer = _factory.Chunks("one", "two");
        using (SequenceLease lease = buffer.AsReadOnlySequence())
        {
            buffer.Append(lease.Sequence);
        }

        Assert.Equal("onetwoonetwo", buffer.Text());
    }

    [Fact]
    public void Append_SequenceWithAStalePiece_LeavesTheBufferUnchanged()
    {
        BufferSlice gone = BufferSlice.CopyFrom(new byte[1000], _factory.Pool);
        var first = new Piece("foreign"u8.ToArray());
        Piece last = first.Then(gone.AsMemory());
        var sequence = new ReadOnlySequence<byte>(first, 0, last, 1000);
        gone.Dispose();
        using ChunkedBuffer buffer = _factory.Chunks("before");
        Assert.Throws<ObjectDisposedException>(() => buffer.Append(sequence));
        Assert.Equal("before", buffer.Text());
    }

    [Fact]
    public void Append_SequenceWithAnOpenLease_Throws()
    {
        using ChunkedBuffer buffer = _factory.Chunks("before");
        buffer.GetSpan(10);
        Assert.Throws<InvalidOperationException>(() => buffer.Append(Chunkings.ToSequence(["x"u8.ToArray()])));
        buffer.AbandonLease();
        Assert.Equal("before", buffer.Text());
    }

    [Fact]
    public void RoundTrip_AnySplit_IsTheSame()
    {
        byte[] input = "0123456789"u8.ToArray();
        foreach (byte[][] split in Chunkings.All(input))
        {
            using ChunkedBuffer buffer = _factory.Chunks(split);
            using SequenceLease lease = buffer.AsReadOnlySequence();
            using BufferSlice slice = BufferSlice.FromSequence(lease.Sequence, _factory.Pool);
            using ChunkedBuffer copy = new(_factory.Pool);
            copy.Append(lease.Sequence);
            Assert.Equal("0123456789", slice.Text());
            Assert.Equal("0123456789", copy.Text());
        }
    }

    [Fact]
    public void FromSequence_Repeated_AllocatesNothing()
    {
        using var pool = new BlockPool(new BlockPoolOptions { Mode = BlockPoolMode.Default });
        using var buffer = new ChunkedBuffer(pool, new ChunkedBufferOptions { CopyThreshold = 0 });
        using (BufferSlice part = BufferSlice.CopyFrom(new byte[3000], pool))
        {
            buffer.Append(part);
            buffer.Append(part);
        }

        ReadOnlySequence<byte> foreign = Chunkings.ToSequence(Chunkings.Fixed(new byte[3000], 1000));
        using var target = new ChunkedBuffer(pool);
        AllocationAssert.Flat(() =>
        {
            using SequenceLease lease = buffer.AsReadOnlySequence();
            using BufferSlice shared = BufferSlice.FromSequence(lease.Sequence, pool);
            using BufferSlice copied = BufferSlice.FromSequence(foreign, pool);
            target.Append(lease.Sequence);
            target.Append(foreign);
            target.Skip(-1);
        });
    }

    /// <summary>One piece of a sequence that is put together by hand.</summary>
    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        internal Piece(ReadOnlyMemory<byte> memory) => Memory = memory;

        internal Piece Then(ReadOnlyMemory<byte> memory)
        {
            var next = new Piece(memory) { RunningIndex = RunningIndex + Memory.Length };
            Next = next;
            return next;
        }
    }
}
