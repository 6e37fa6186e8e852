using System;
using System.Buffers;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests;

public sealed partial class BufferReaderTests
{
    [Fact]
    public void Constructor_NoBuffer_Throws() =>
        Assert.Throws<ArgumentNullException>(static () => new BufferReader((ChunkedBuffer)null!).Dispose());

    [Fact]
    public void Constructor_StaleSlice_Throws()
    {
        BufferSlice slice = BufferSlice.CopyFrom("abc"u8);
        slice.Dispose();
        Assert.Throws<ObjectDisposedException>(() => new BufferReader(slice).Dispose());
    }

    [Fact]
    public void Read_BufferChangedMeanwhile_ThrowsAtTheNextChunk()
    {
        AssertChangeIsSeen(static buffer => buffer.Append("x"u8));
        AssertChangeIsSeen(static buffer => buffer.Skip(1));
        AssertChangeIsSeen(static buffer => buffer.Coalesce());
        AssertChangeIsSeen(static buffer => buffer.Clear());
        AssertChangeIsSeen(static buffer => buffer.Dispose());
        AssertChangeIsSeen(static buffer => buffer.Prepend("x"u8));
    }

    [Fact]
    public void Read_SliceDisposedMeanwhile_ThrowsAtTheNextChunk()
    {
        using ChunkedBuffer buffer = _sources.Buffer("abc", "def");
        BufferSlice slice = buffer.TakeAll();
        BufferReader reader = new(slice, _sources.Pool);
        Assert.True(reader.TryReadExact(3, out _));
        slice.Dispose();
        AssertThrows<ObjectDisposedException>(ref reader, static (ref BufferReader r) => r.TryReadExact(1, out _));
        AssertThrows<ObjectDisposedException>(ref reader, static (ref BufferReader r) => r.TryReadBlob(1, out _));
    }

    [Fact]
    public void TryReadBlob_SpanOrSequence_Throws()
    {
        BufferReader overSpan = new("abc"u8);
        AssertThrows<InvalidOperationException>(ref overSpan, static (ref BufferReader r) => r.TryReadBlob(1, out _));
        BufferReader overSequence = new(Chunkings.ToSequence(Chunkings.Fixed("abc"u8, 1)));
        AssertThrows<InvalidOperationException>(
            ref overSequence,
            static (ref BufferReader r) => r.TryReadLengthPrefixedBlob(LengthPrefix.Byte, 1, out _));
        Assert.Equal(0, overSequence.Consumed);
    }

    [Fact]
    public void Read_BadArguments_ThrowAndStay()
    {
        _sources.ForEach(["ab", "cd"], static (ref BufferReader reader) =>
        {
            reader.Advance(1);
            AssertThrows<ArgumentOutOfRangeException>(ref reader, static (ref BufferReader r) => r.TryPeek(-1, out _));
            AssertThrows<ArgumentOutOfRangeException>(
                ref reader, static (ref BufferReader r) => r.TryReadExact(-1, out _));
            AssertThrows<ArgumentOutOfRangeException>(
                ref reader, static (ref BufferReader r) => r.TryReadBlob(-1, out _));
            AssertThrows<ArgumentOutOfRangeException>(
                ref reader, static (ref BufferReader r) => r.TryReadString(-1, out _));
            AssertThrows<ArgumentNullException>(
                ref reader, static (ref BufferReader r) => r.TryReadString(1, null!, out _));
            AssertThrows<ArgumentException>(
                ref reader, static (ref BufferReader r) => r.TryReadTo(out _, ReadOnlySpan<byte>.Empty));
            AssertThrows<ArgumentException>(
                ref reader, static (ref BufferReader r) => r.TryAdvanceTo(ReadOnlySpan<byte>.Empty));
            AssertThrows<ArgumentException>(
                ref reader, static (ref BufferReader r) => r.TryReadTo(ReadOnlySpan<byte>.Empty, 1, out _));
            AssertThrows<ArgumentException>(
                ref reader, static (ref BufferReader r) => r.TryReadTo(out _, (byte)'^', (byte)'^'));
            AssertThrows<ArgumentOutOfRangeException>(
                ref reader, static (ref BufferReader r) => r.TryReadTo((byte)'^', -1, out _));
            AssertThrows<ArgumentOutOfRangeException>(
                ref reader, static (ref BufferReader r) => r.TryReadLine(-1, out _));
            AssertThrows<ArgumentNullException>(
                ref reader, static (ref BufferReader r) => r.TryReadToAny(out _, null!));
            AssertThrows<ArgumentNullException>(
                ref reader, static (ref BufferReader r) => r.AdvancePastAny(null!));
            Assert.Equal(1, reader.Consumed);
        });
    }

    [Fact]
    public void Dispose_Twice_ReturnsTheScratchBlockOnce()
    {
        long rented = _sources.Pool.GetStatistics().RentedBlocks;
        BufferReader reader = new(Chunkings.ToSequence(Chunkings.Fixed("abcdef"u8, 1)), _sources.Pool);
        Assert.True(reader.TryReadExact(4, out _));
        Assert.Equal(rented + 1, _sources.Pool.GetStatistics().RentedBlocks);
        Assert.True(reader.TryReadExact(2, out ReadOnlySpan<byte> bytes));
        Assert.Equal("ef"u8, bytes);
        reader.Dispose();
        reader.Dispose();
        Assert.Equal(rented, _sources.Pool.GetStatistics().RentedBlocks);
    }

    [Fact]
    public void TryReadExact_NoMemoryForTheScratchBlock_ThrowsAndStays()
    {
        using BlockPool closed = new(new BlockPoolOptions { Name = "closed" });
        closed.Dispose();
        BufferReader reader = new(Chunkings.ToSequence(Chunkings.Fixed("abcdef"u8, 2)), closed);
        AssertThrows<ObjectDisposedException>(ref reader, static (ref BufferReader r) => r.TryReadExact(5, out _));
        Assert.Equal(0, reader.Consumed);
        Assert.True(reader.TryReadExact(2, out ReadOnlySpan<byte> bytes));
        Assert.Equal("ab"u8, bytes);
    }

    [Fact]
    public void Read_HotPaths_AllocateNothing()
    {
        using ChunkedBuffer buffer =
            _sources.Buffer("12345678\u0085\u0001line\r", "\nmore, and|", "tail", "\0\u0003abc");
        SearchValues<byte> commas = SearchValues.Create(",;"u8);
        AllocationAssert.Flat(() =>
        {
            BufferReader reader = new(buffer);
            bool isRead = reader.TryReadInt64BigEndian(out _);
            isRead &= reader.TryReadVarUInt64(out _) == ReadStatus.Done;
            isRead &= reader.TryReadLine(out _);
            isRead &= reader.TryReadToAny(out _, commas);
            isRead &= reader.TryReadTo(out _, "|"u8);
            isRead &= reader.TryReadUInt32LittleEndian(out _);
            reader.Rewind(2);
            isRead &= reader.TryReadUInt32LittleEndian(out _);
            reader.Rewind(2);
            isRead &= reader.TryReadLengthPrefixed(LengthPrefix.UInt16BigEndian, 3, out _) == ReadStatus.Done;
            Assert.True(isRead && reader.End);
            reader.Dispose();
        });
    }

    private void AssertChangeIsSeen(Action<ChunkedBuffer> change)
    {
        using ChunkedBuffer buffer = _sources.Buffer("abc", "def");
        BufferReader reader = new(buffer);
        Assert.True(reader.TryReadExact(2, out _));
        change(buffer);
        AssertThrows<InvalidOperationException>(ref reader, static (ref BufferReader r) => r.TryReadExact(2, out _));
        AssertThrows<InvalidOperationException>(ref reader, static (ref BufferReader r) => r.TryReadExact(99, out _));
        AssertThrows<InvalidOperationException>(ref reader, static (ref BufferReader r) => r.TryReadLine(out _));
        AssertThrows<InvalidOperationException>(ref reader, static (ref BufferReader r) => r.TryReadBlob(1, out _));
        AssertThrows<InvalidOperationException>(ref reader, static (ref BufferReader r) => r.Advance(2));
        Assert.Equal(2, reader.Consumed);
        reader.Dispose();
    }
}
