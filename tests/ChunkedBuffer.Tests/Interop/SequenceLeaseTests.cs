using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests.Interop;

public sealed class SequenceLeaseTests : IDisposable
{
    private readonly BufferFactory _factory = new();

    public void Dispose() => _factory.Dispose();

    [Fact]
    public void Sequence_AnySplit_HasTheSameBytes()
    {
        byte[] input = "GET / HTTP/1"u8.ToArray();
        foreach (byte[][] split in Chunkings.All(input))
        {
            using ChunkedBuffer buffer = _factory.Chunks(split);
            using SequenceLease lease = buffer.AsReadOnlySequence();
            Assert.Equal(input, lease.Sequence.ToArray());
            Assert.Equal(input.Length, lease.Length);
            Assert.Equal(split.Length, Pieces(lease.Sequence).Count);
        }
    }

    [Fact]
    public void Sequence_AnySplit_SlicesAndFindsAsContiguous()
    {
        byte[] input = "a,bc,,def,g"u8.ToArray();
        foreach (byte[][] split in Chunkings.All(input))
        {
            using ChunkedBuffer buffer = _factory.Chunks(split);
            using BufferSlice slice = buffer.TakeAll();
            using SequenceLease lease = slice.AsReadOnlySequence();
            var reader = new SequenceReader<byte>(lease.Sequence);
            var parts = new List<string>();
            while (reader.TryReadTo(out ReadOnlySequence<byte> part, (byte)','))
            {
                parts.Add(Encoding.Latin1.GetString(part));
            }

            parts.Add(Encoding.Latin1.GetString(reader.UnreadSequence));
            Assert.Equal(["a", "bc", "", "def", "g"], parts);
        }
    }

    [Fact]
    public void Sequence_Empty_IsEmptyAndHoldsNothing()
    {
        using var buffer = new ChunkedBuffer(_factory.Pool);
        using SequenceLease lease = buffer.AsReadOnlySequence();
        Assert.True(lease.Sequence.IsEmpty);
        Assert.Equal(0, lease.Length);
        default(SequenceLease).Dispose();
        Assert.True(default(SequenceLease).Sequence.IsEmpty);
    }

    [Fact]
    public void Sequence_PartiallyConsumedBuffer_StartsAtTheFront()
    {
        using ChunkedBuffer buffer = _factory.Chunks("abc", "def", "ghi");
        buffer.SkipExactly(4);
        buffer.SkipLast(1);
        using SequenceLease lease = buffer.AsReadOnlySequence();
        Assert.Equal("efgh", Encoding.Latin1.GetString(lease.Sequence));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Lease_BufferGoesOn_KeepsItsBytes(int chunkCount)
    {
        ChunkedBuffer buffer = _factory.Chunks(Enumerable.Repeat("chunk", chunkCount).ToArray());
        SequenceLease lease = buffer.AsReadOnlySequence();
        buffer.Append("later"u8);
        buffer.Skip(-1);
        buffer.Append(new byte[20000]);
        buffer.Dispose();
        Assert.Equal(string.Concat(Enumerable.Repeat("chunk", chunkCount)), Encoding.Latin1.GetString(lease.Sequence));
        lease.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Lease_Disposed_ThrowsOnEveryUse(int chunkCount)
    {
        SequenceLease lease;
        using (ChunkedBuffer buffer = _factory.Chunks(Enumerable.Repeat("chunk", chunkCount).ToArray()))
        {
            lease = buffer.AsReadOnlySequence();
        }

        SequenceLease copy = lease;
        lease.Dispose();
        Assert.Throws<ObjectDisposedException>(() => lease.Sequence);
        Assert.Throws<ObjectDisposedException>(() => copy.Length + copy.Sequence.Length);
        Assert.Throws<ObjectDisposedException>(copy.Dispose);
        _factory.TakeMisuses();
    }

    [Fact]
    public void Lease_DisposedTwice_LeavesItsSuccessorAlone()
    {
        using ChunkedBuffer buffer = _factory.Chunks("one", "two");
        SequenceLease first = buffer.AsReadOnlySequence();
        first.Dispose();
        using SequenceLease second = buffer.AsReadOnlySequence();
        Assert.Throws<ObjectDisposedException>(first.Dispose);
        Assert.Throws<ObjectDisposedException>(() => first.Sequence);
        Assert.Equal("onetwo", Encoding.Latin1.GetString(second.Sequence));
    }

    [Fact]
    public void Lease_DisposedOnAnotherThread_ReturnsEverything()
    {
        using ChunkedBuffer buffer = _factory.Chunks("one", "two", "three");
        SequenceLease[] leases = [.. Enumerable.Range(0, 20).Select(_ => buffer.AsReadOnlySequence())];
        RunOnThread(() =>
        {
            foreach (SequenceLease lease in leases)
            {
                Assert.Equal("onetwothree", Encoding.Latin1.GetString(lease.Sequence));
                lease.Dispose();
            }
        });
    }

    [Fact]
    public void AsReadOnlySequence_DisposedBufferOrSlice_Throws()
    {
        ChunkedBuffer buffer = _factory.Chunks("one", "two");
        BufferSlice slice = buffer.TakeAll();
        buffer.Dispose();
        slice.Dispose();
        Assert.Throws<ObjectDisposedException>(() => buffer.AsReadOnlySequence());
        Assert.Throws<ObjectDisposedException>(() => slice.AsReadOnlySequence());
        _factory.TakeMisuses();
    }

    [Fact]
    public void Sequence_MoreThanTwoGibibytes_HasLongPositions()
    {
        const int part = 64 * 1024 * 1024;
        const int count = 40;
        byte[] memory = GC.AllocateUninitializedArray<byte>(part);
        memory[7] = 42;
        using var buffer = new ChunkedBuffer(_factory.Pool);
        using (BufferSlice slice = BufferSlice.FromExternal(memory))
        {
            for (int i = 0; i < count; i++)
            {
                buffer.Append(slice);
            }
        }

        using SequenceLease lease = buffer.AsReadOnlySequence();
        ReadOnlySequence<byte> sequence = lease.Sequence;
        Assert.Equal((long)part * count, sequence.Length);
        Assert.Equal(42, sequence.Slice(((long)part * (count - 1)) + 7, 1).FirstSpan[0]);
        Assert.Equal(9, sequence.GetOffset(sequence.GetPosition(9)));
        Assert.Equal(sequence.Length - 1, sequence.GetOffset(sequence.GetPosition(sequence.Length - 1)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    public void Lease_Repeated_AllocatesNothing(int chunkCount)
    {
        using var pool = new BlockPool(new BlockPoolOptions { Mode = BlockPoolMode.Default });
        using var buffer = new ChunkedBuffer(pool, new ChunkedBufferOptions { CopyThreshold = 0 });
        using (BufferSlice slice = BufferSlice.CopyFrom(new byte[100], pool))
        {
            for (int i = 0; i < chunkCount; i++)
            {
                buffer.Append(slice);
            }
        }

        long total = 0;
        AllocationAssert.Flat(() =>
        {
            using SequenceLease lease = buffer.AsReadOnlySequence();
            foreach (ReadOnlyMemory<byte> memory in lease.Sequence)
            {
                total += memory.Length;
            }
        });
        Assert.True(total > 0);
    }

    private static List<byte[]> Pieces(ReadOnlySequence<byte> sequence)
    {
        var pieces = new List<byte[]>();
        foreach (ReadOnlyMemory<byte> memory in sequence)
        {
            pieces.Add(memory.ToArray());
        }

        return pieces;
    }

    private static void RunOnThread(Action action)
    {
        Exception? failure = null;
        var thread = new System.Threading.Thread(() => failure = Record.Exception(action));
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }
}
