using System;
using System.Text;
using Xunit;

namespace ChunkedBuffers.Tests;

/// <content>Sharing, bounds and the end of life.</content>
public sealed partial class BlockCursorTests
{
    [Fact]
    public void Slice_ThenPut_RefusesTheSharedBytesOnly()
    {
        using BlockCursor cursor = NewCursor(16);
        cursor.PutBytes("0123456789"u8);
        cursor.Position = 4;
        cursor.Limit = 8;
        using (BufferSlice slice = cursor.Slice())
        {
            Assert.Equal("4567"u8, slice.AsSpan());
            Assert.True(cursor.IsShared);
            cursor.Clear();
            cursor.PutBytes("abcd"u8);
            Assert.Throws<InvalidOperationException>(() => cursor.PutByte(0));
            Assert.Throws<InvalidOperationException>(() => cursor.PutByte(4, 0));
            Assert.Throws<InvalidOperationException>(() => cursor.PutByte(7, 0));
            Assert.Throws<InvalidOperationException>(() => cursor.PutInt32BigEndian(0));
            Assert.Throws<InvalidOperationException>(() => cursor.PutString("x"));
            Assert.Throws<InvalidOperationException>(() => cursor.AsSpan().Length);
            Assert.Throws<InvalidOperationException>(() => cursor.AsMemory());
            Assert.Equal(4, cursor.Position);
            cursor.PutByte(3, (byte)'D');
            cursor.Position = 8;
            cursor.PutBytes("xy"u8);
            Assert.Equal("4567"u8, slice.AsSpan());
            cursor.Rewind();
            Assert.Equal("abcD4567xy", cursor.GetString(10));
        }

        Assert.False(cursor.IsShared);
        cursor.Clear();
        cursor.PutBytes("0123456789"u8);
    }

    [Fact]
    public void Slice_Several_StayUnwritableUntilTheLastIsGone()
    {
        using BlockCursor cursor = NewCursor(8);
        cursor.PutBytes("01234567"u8);
        cursor.Flip();
        cursor.Limit = 2;
        BufferSlice first = cursor.Slice();
        cursor.Limit = 8;
        cursor.Position = 6;
        BufferSlice second = cursor.Slice();
        BufferSlice third = second.Share();
        second.Dispose();
        cursor.Rewind();
        Assert.Throws<InvalidOperationException>(() => cursor.PutByte(0));
        Assert.Throws<InvalidOperationException>(() => cursor.PutByte(7, 0));
        first.Dispose();
        Assert.Throws<InvalidOperationException>(() => cursor.PutByte(7, 0));
        Assert.Equal("67"u8, third.AsSpan());
        third.Dispose();
        cursor.PutByte(7, 0);
        cursor.PutByte(0);
    }

    [Fact]
    public void Compact_SharedBytesInFront_RefusesAndChangesNothing()
    {
        using BlockCursor cursor = NewCursor(8);
        cursor.PutBytes("01234567"u8);
        cursor.Flip();
        cursor.Limit = 3;
        using BufferSlice slice = cursor.Slice();
        cursor.Limit = 8;
        cursor.Position = 5;
        Assert.Throws<InvalidOperationException>(cursor.Compact);
        Assert.Equal((5, 8), (cursor.Position, cursor.Limit));
        Assert.Equal("012"u8, slice.AsSpan());

        // Nothing has to move when nothing remains, or when the rest is in front already.
        cursor.Position = 8;
        cursor.Compact();
        Assert.Equal((0, 8), (cursor.Position, cursor.Limit));
        cursor.Compact();
        Assert.Equal((8, 8), (cursor.Position, cursor.Limit));
    }

    [Fact]
    public void Slice_OutlivesTheCursor_UntilItIsDisposed()
    {
        BlockCursor cursor = NewCursor(8);
        cursor.PutBytes("kept"u8);
        cursor.Flip();
        BufferSlice slice = cursor.Slice();
        cursor.Dispose();
        cursor.Dispose();
        using (BlockCursor other = NewCursor(8))
        {
            other.PutBytes("xxxxxxxx"u8);
            Assert.Equal("kept"u8, slice.AsSpan());
        }

        slice.Dispose();
    }

    [Fact]
    public void Slice_NothingRemains_IsEmptyAndHoldsNothing()
    {
        using BlockCursor cursor = NewCursor(8);
        cursor.Position = 8;
        using BufferSlice slice = cursor.Slice();
        Assert.True(slice.IsEmpty);
        Assert.False(cursor.IsShared);
        cursor.PutByte(0, 1);
    }

    [Fact]
    public void PutAndGet_BeyondTheLimit_NameBothNumbersAndChangeNothing()
    {
        using BlockCursor cursor = NewCursor(8);
        cursor.PutBytes("0123456"u8);
        cursor.Position = 5;
        cursor.Limit = 7;
        Action[] violations =
        [
            () => cursor.PutInt32BigEndian(0),
            () => cursor.PutInt128LittleEndian(0),
            () => cursor.PutBytes("xyz"u8),
            () => cursor.PutString("xyz"),
            () => cursor.GetInt32BigEndian(),
            () => cursor.GetDoubleLittleEndian(),
            () => cursor.GetBytes(3),
            () => cursor.GetBytes(new byte[3]),
            () => cursor.GetString(3),
        ];
        foreach (Action violation in violations)
        {
            InvalidOperationException exception = Assert.Throws<InvalidOperationException>(violation);
            Assert.Contains("position 5: 2 remain up to the limit 7", exception.Message, StringComparison.Ordinal);
            Assert.Equal((5, 7), (cursor.Position, cursor.Limit));
        }

        cursor.Limit = 8;
        cursor.Rewind();
        Assert.Equal("0123456", cursor.GetString(7));
    }

    [Fact]
    public void PositionLimitAndAdvance_OutOfRange_ThrowAndStay()
    {
        using BlockCursor cursor = NewCursor(8);
        cursor.Limit = 6;
        cursor.Position = 2;
        Assert.Throws<ArgumentOutOfRangeException>(() => cursor.Position = 7);
        Assert.Throws<ArgumentOutOfRangeException>(() => cursor.Position = -1);
        Assert.Throws<ArgumentOutOfRangeException>(() => cursor.Limit = 9);
        Assert.Throws<ArgumentOutOfRangeException>(() => cursor.Limit = -1);
        Assert.Throws<ArgumentOutOfRangeException>(() => cursor.Advance(5));
        Assert.Throws<ArgumentOutOfRangeException>(() => cursor.Advance(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => cursor.GetBytes(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => cursor.GetString(-1));
        Assert.Equal((2, 6), (cursor.Position, cursor.Limit));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BlockCursor(-1, _factory.Pool));
    }

    [Fact]
    public void PutString_EncoderThatThrows_ChangesNothing()
    {
        using BlockCursor cursor = NewCursor(8);
        cursor.PutByte(0, 7);
        UTF8Encoding strict = new(false, throwOnInvalidBytes: true);
        Assert.Throws<EncoderFallbackException>(() => cursor.PutString("a\uD800", strict));
        Assert.Equal((0, 7), (cursor.Position, cursor.GetByte(0)));
        cursor.Advance(1);
        cursor.PutByte(0xFF);
        cursor.Flip();
        Assert.Throws<DecoderFallbackException>(() => cursor.GetString(2, strict));
        Assert.Equal(0, cursor.Position);
    }

    [Fact]
    public void Use_AfterDispose_Throws()
    {
        BlockCursor cursor = NewCursor(8);
        cursor.Dispose();
        Action[] uses =
        [
            () => cursor.PutByte(1),
            () => cursor.PutByte(0, 1),
            () => cursor.PutBytes(default),
            () => cursor.PutString(""),
            () => cursor.PutInt64BigEndian(1),
            () => cursor.GetByte(),
            () => cursor.GetByte(0),
            () => cursor.GetBytes(0),
            () => cursor.GetString(0),
            () => cursor.GetUInt16LittleEndian(),
            () => cursor.AsSpan(),
            () => cursor.AsReadOnlySpan(),
            () => cursor.AsMemory(),
            () => cursor.AsReadOnlyMemory(),
            () => cursor.Slice().Dispose(),
            () => _ = cursor.IsShared,
            () => cursor.Position = 0,
            () => cursor.Limit = 0,
            cursor.Mark,
            cursor.Reset,
            cursor.Flip,
            cursor.Clear,
            cursor.Rewind,
            cursor.Compact,
            () => cursor.Advance(0),
        ];
        foreach (Action use in uses)
        {
            Assert.Throws<ObjectDisposedException>(use);
        }

        cursor.Dispose();
    }
}
