using System;
using System.Buffers;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests;

public sealed partial class BufferReaderTests : IDisposable
{
    private readonly ReaderSources _sources = new();

    public void Dispose() => _sources.Dispose();

    [Fact]
    public void Read_Default_FindsNothing()
    {
        BufferReader reader = default;
        Assert.True(reader.End);
        Assert.Equal(0, reader.Length);
        Assert.True(reader.UnreadSpan.IsEmpty);
        Assert.False(reader.TryPeek(out _));
        Assert.False(reader.TryRead(out byte _));
        Assert.False(reader.TryReadLine(out _));
        Assert.False(reader.TryReadInt64BigEndian(out _));
        Assert.True(reader.TryReadExact(0, out _));
        reader.Advance(0);
        reader.Rewind(0);
        reader.Dispose();
    }

    [Fact]
    public void Read_EmptySource_FindsNothing()
    {
        _sources.ForEach(Array.Empty<byte[]>(), static (ref BufferReader reader) =>
        {
            Assert.True(reader.End);
            Assert.Equal(0, reader.Remaining);
            Assert.True(reader.UnreadSpan.IsEmpty);
            Assert.False(reader.TryRead(out byte _));
            Assert.False(reader.TryReadTo(out _, (byte)'x'));
            Assert.False(reader.TryReadTo(out _, "xy"u8));
            Assert.True(reader.IsNext(ReadOnlySpan<byte>.Empty));
            Assert.Equal(ReadStatus.NeedMoreData, reader.TryReadVarUInt64(out _));
        });
    }

    [Fact]
    public void PositionProperties_EverySplit_CountFromTheStart()
    {
        byte[] bytes = [.. "0123456789"u8];
        foreach (byte[][] chunks in Chunkings.All(bytes))
        {
            _sources.ForEach(chunks, (ref BufferReader reader) =>
            {
                for (int index = 0; index < bytes.Length; index++)
                {
                    Assert.Equal((index, 10, 10 - index), (reader.Consumed, reader.Length, reader.Remaining));
                    Assert.False(reader.End);
                    Assert.False(reader.UnreadSpan.IsEmpty);
                    Assert.True(reader.TryPeek(out byte peeked));
                    Assert.True(reader.TryPeek(9 - index, out byte last));
                    Assert.True(reader.TryRead(out byte read));
                    Assert.Equal((bytes[index], bytes[index], (byte)'9'), (peeked, read, last));
                }

                Assert.True(reader.End);
                Assert.True(reader.UnreadSpan.IsEmpty);
                Assert.False(reader.TryPeek(0, out _));
            });
        }
    }

    [Fact]
    public void AdvanceAndRewind_EverySplitAndDistance_GoThere()
    {
        byte[] bytes = [.. "01234567"u8];
        foreach (byte[][] chunks in Chunkings.All(bytes))
        {
            _sources.ForEach(chunks, (ref BufferReader reader) =>
            {
                for (int to = 0; to <= bytes.Length; to++)
                {
                    for (int back = 0; back <= to; back++)
                    {
                        reader.Advance(to);
                        reader.Rewind(back);
                        Assert.Equal(to - back, reader.Consumed);
                        Assert.Equal(to - back < bytes.Length, reader.TryPeek(out byte next));
                        Assert.Equal(reader.End ? 0 : bytes[to - back], next);
                        reader.Rewind(reader.Consumed);
                    }
                }
            });
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(7)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void Advance_OutsideTheBytes_ThrowsAndStays(long count)
    {
        _sources.ForEach(["abc", "", "def"], (ref BufferReader reader) =>
        {
            AssertThrows<ArgumentOutOfRangeException>(ref reader, (ref BufferReader r) => r.Advance(count));
            Assert.Equal(0, reader.Consumed);
            reader.Advance(4);
            AssertThrows<ArgumentOutOfRangeException>(ref reader, (ref BufferReader r) => r.Rewind(count));
            Assert.Equal(4, reader.Consumed);
            Assert.True(reader.TryRead(out byte next));
            Assert.Equal((byte)'e', next);
        });
    }

    [Fact]
    public void TryAdvance_MoreThanThereIs_StaysAndSaysNo()
    {
        _sources.ForEach(["ab", "c"], static (ref BufferReader reader) =>
        {
            Assert.False(reader.TryAdvance(4));
            Assert.Equal(0, reader.Consumed);
            Assert.True(reader.TryAdvance(3));
            Assert.True(reader.End);
            Assert.False(reader.TryAdvance(1));
            AssertThrows<ArgumentOutOfRangeException>(ref reader, static (ref BufferReader r) => r.TryAdvance(-1));
        });
    }

    [Fact]
    public void UnreadSpan_Advanced_WalksTheChunks()
    {
        _sources.ForEach(["abc", "def"], static (ref BufferReader reader) =>
        {
            int seen = 0;
            while (!reader.End)
            {
                seen += reader.UnreadSpan.Length;
                reader.Advance(reader.UnreadSpan.Length);
            }

            Assert.Equal(6, seen);
        });
    }

    [Fact]
    public void Read_SlicedSequence_BeginsAtItsStart()
    {
        ReadOnlySequence<byte> sequence = Chunkings.ToSequence(Chunkings.Fixed("abcdefghi"u8, 3)).Slice(2, 5);
        using BufferReader reader = new(sequence, _sources.Pool);
        Assert.True(reader.TryReadExact(5, out ReadOnlySpan<byte> bytes));
        Assert.Equal("cdefg"u8, bytes);
        reader.Rewind(4);
        Assert.True(reader.TryRead(out byte next));
        Assert.Equal((byte)'d', next);
    }

    /// <summary>A lambda cannot capture a reader, so the assertion is spelled out.</summary>
    private static void AssertThrows<TException>(ref BufferReader reader, ReaderAction action)
        where TException : Exception
    {
        Exception? thrown = null;
        try
        {
            action(ref reader);
        }
        catch (TException exception)
        {
            thrown = exception;
        }

        Assert.IsType<TException>(thrown);
    }
}
