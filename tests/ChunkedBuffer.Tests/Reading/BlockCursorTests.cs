using System;
using System.Text;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests;

public sealed partial class BlockCursorTests : IDisposable
{
    private readonly BufferFactory _factory = new();

    public void Dispose() => _factory.Dispose();

    [Fact]
    public void Constructor_AnyCapacity_IsExactAndReadyToFill()
    {
        foreach (int capacity in new[] { 0, 1, 511, 4096, 100_000, 3_000_000 })
        {
            using BlockCursor cursor = new(capacity, _factory.Pool);
            Assert.Equal((capacity, 0, capacity), (cursor.Capacity, cursor.Position, cursor.Limit));
            Assert.Equal(capacity, cursor.AsSpan().Length);
            Assert.Equal(capacity > 0, cursor.HasRemaining);
        }
    }

    [Fact]
    public void Flip_AfterPuts_ShowsWhatWasPut()
    {
        using BlockCursor cursor = NewCursor(16);
        cursor.PutBytes("hello"u8);
        cursor.Flip();
        Assert.Equal((0, 5, 5, 16), (cursor.Position, cursor.Limit, cursor.Remaining, cursor.Capacity));
        Assert.Equal("hello"u8, cursor.AsReadOnlySpan());
        Assert.Equal((byte)'h', cursor.GetByte());
        Assert.Equal("ello", cursor.GetString(4));
        Assert.False(cursor.HasRemaining);
        cursor.Flip();
        Assert.Equal((0, 5), (cursor.Position, cursor.Limit));
    }

    [Fact]
    public void ClearAndRewind_AfterGets_StartOverWithOrWithoutTheLimit()
    {
        using BlockCursor cursor = NewCursor(8);
        cursor.PutBytes("abc"u8);
        cursor.Flip();
        cursor.GetByte();
        cursor.Rewind();
        Assert.Equal((0, 3), (cursor.Position, cursor.Limit));
        Assert.Equal("abc", cursor.GetString(3));
        cursor.Clear();
        Assert.Equal((0, 8), (cursor.Position, cursor.Limit));
        Assert.Equal((byte)'a', cursor.GetByte(0));
    }

    [Fact]
    public void Compact_HalfRead_KeepsTheRestInFront()
    {
        using BlockCursor cursor = NewCursor(8);
        cursor.PutBytes("abcdefgh"u8);
        cursor.Flip();
        cursor.GetBytes(3);
        cursor.Compact();
        Assert.Equal((5, 8), (cursor.Position, cursor.Limit));
        cursor.PutBytes("xyz"u8);
        cursor.Flip();
        Assert.Equal("defghxyz", cursor.GetString(8));
        cursor.Compact();
        Assert.Equal((0, 8), (cursor.Position, cursor.Limit));
    }

    [Fact]
    public void MarkAndReset_MovesInBetween_GoBack()
    {
        using BlockCursor cursor = NewCursor(8);
        Assert.Throws<InvalidOperationException>(cursor.Reset);
        cursor.Advance(3);
        cursor.Mark();
        cursor.Advance(4);
        cursor.Reset();
        Assert.Equal(3, cursor.Position);
        cursor.Advance(5);
        cursor.Reset();
        Assert.Equal(3, cursor.Position);
    }

    [Fact]
    public void Mark_MovesInFrontOfIt_DropIt()
    {
        Action<BlockCursor>[] moves =
        [
            static cursor => cursor.Position = 2,
            static cursor => cursor.Limit = 2,
            static cursor => cursor.Flip(),
            static cursor => cursor.Clear(),
            static cursor => cursor.Rewind(),
            static cursor => cursor.Compact(),
        ];
        foreach (Action<BlockCursor> move in moves)
        {
            using BlockCursor cursor = NewCursor(8);
            cursor.Position = 3;
            cursor.Mark();
            move(cursor);
            int position = cursor.Position;
            Assert.Throws<InvalidOperationException>(cursor.Reset);
            Assert.Equal(position, cursor.Position);
        }
    }

    [Fact]
    public void Limit_InFrontOfThePosition_TakesItAlong()
    {
        using BlockCursor cursor = NewCursor(8);
        cursor.Position = 6;
        cursor.Limit = 4;
        Assert.Equal((4, 0), (cursor.Position, cursor.Remaining));
        cursor.Limit = 8;
        Assert.Equal((4, 4), (cursor.Position, cursor.Remaining));
    }

    [Fact]
    public void PutAndGet_EveryNumber_AgreeWithTheReader()
    {
        using BlockCursor cursor = NewCursor(4096);
        PutNumbers(cursor);
        cursor.Flip();
        using BufferSlice slice = cursor.Slice();
        BufferReader reader = new(slice);
        Assert.True(reader.TryReadInt16BigEndian(out short int16) && int16 == -2);
        Assert.True(reader.TryReadUInt16BigEndian(out ushort uint16) && uint16 == 0xFEDC);
        Assert.True(reader.TryReadInt32BigEndian(out int int32) && int32 == -3);
        Assert.True(reader.TryReadUInt32BigEndian(out uint uint32) && uint32 == 0xFEDCBA98);
        Assert.True(reader.TryReadInt64BigEndian(out long int64) && int64 == -4);
        Assert.True(reader.TryReadUInt64BigEndian(out ulong uint64) && uint64 == 0xFEDCBA9876543210);
        Assert.True(reader.TryReadInt128BigEndian(out Int128 int128) && int128 == Int128.MinValue);
        Assert.True(reader.TryReadUInt128BigEndian(out UInt128 uint128) && uint128 == UInt128.MaxValue - 1);
        Assert.True(reader.TryReadHalfBigEndian(out Half half) && half == (Half)1.5);
        Assert.True(reader.TryReadSingleBigEndian(out float single) && single == -2.5f);
        Assert.True(reader.TryReadDoubleBigEndian(out double number) && number == Math.PI);
        Assert.True(reader.TryReadInt16LittleEndian(out int16) && int16 == -2);
        Assert.True(reader.TryReadUInt16LittleEndian(out uint16) && uint16 == 0xFEDC);
        Assert.True(reader.TryReadInt32LittleEndian(out int32) && int32 == -3);
        Assert.True(reader.TryReadUInt32LittleEndian(out uint32) && uint32 == 0xFEDCBA98);
        Assert.True(reader.TryReadInt64LittleEndian(out int64) && int64 == -4);
        Assert.True(reader.TryReadUInt64LittleEndian(out uint64) && uint64 == 0xFEDCBA9876543210);
        Assert.True(reader.TryReadInt128LittleEndian(out int128) && int128 == Int128.MinValue);
        Assert.True(reader.TryReadUInt128LittleEndian(out uint128) && uint128 == UInt128.MaxValue - 1);
        Assert.True(reader.TryReadHalfLittleEndian(out half) && half == (Half)1.5);
        Assert.True(reader.TryReadSingleLittleEndian(out single) && single == -2.5f);
        Assert.True(reader.TryReadDoubleLittleEndian(out number) && number == Math.PI);
        Assert.True(reader.End);
        AssertGets(cursor);
    }

    [Fact]
    public void PutString_Encodings_ReturnTheBytesTheyTook()
    {
        using BlockCursor cursor = NewCursor(64);
        Assert.Equal(7, cursor.PutString("é€ü"));
        Assert.Equal(6, cursor.PutString("é€ü", Encoding.BigEndianUnicode));
        cursor.Flip();
        Assert.Equal("é€ü", cursor.GetString(7));
        Assert.Equal("é€ü", cursor.GetString(6, Encoding.BigEndianUnicode));
    }

    [Fact]
    public void PutAndGet_AtAnIndex_LeaveThePosition()
    {
        using BlockCursor cursor = NewCursor(4);
        cursor.PutByte(3, 9);
        cursor.PutByte(0, 7);
        Assert.Equal(0, cursor.Position);
        Assert.Equal((7, 9), (cursor.GetByte(0), cursor.GetByte(3)));
        cursor.Limit = 3;
        Assert.Throws<ArgumentOutOfRangeException>(() => cursor.GetByte(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => cursor.PutByte(3, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => cursor.GetByte(-1));
    }

    [Fact]
    public void AsMemory_Written_IsTheCursorsMemory()
    {
        using BlockCursor cursor = NewCursor(8);
        cursor.Position = 2;
        Memory<byte> memory = cursor.AsMemory();
        "xyz"u8.CopyTo(memory.Span);
        cursor.Advance(3);
        Assert.Equal(3, cursor.Remaining);
        cursor.Flip();
        cursor.Position = 2;
        Assert.Equal("xyz"u8, cursor.AsReadOnlyMemory().Span);
    }

    [Fact]
    public void FillFlipDrainCompact_ManyTimes_AllocatesNothing()
    {
        // The checked pool of the other tests writes a book of handles, which is not for free.
        using BlockPool pool = new(new BlockPoolOptions { Name = "plain", Mode = BlockPoolMode.Default });
        using BlockCursor cursor = new(256, pool);
        AllocationAssert.Flat(() =>
        {
            cursor.PutInt64BigEndian(1);
            cursor.PutString("text");
            cursor.Flip();
            using (BufferSlice slice = cursor.Slice())
            {
                cursor.GetInt64BigEndian();
            }

            cursor.GetBytes(4);
            cursor.Compact();
        });
    }

    private static void PutNumbers(BlockCursor cursor)
    {
        cursor.PutInt16BigEndian(-2);
        cursor.PutUInt16BigEndian(0xFEDC);
        cursor.PutInt32BigEndian(-3);
        cursor.PutUInt32BigEndian(0xFEDCBA98);
        cursor.PutInt64BigEndian(-4);
        cursor.PutUInt64BigEndian(0xFEDCBA9876543210);
        cursor.PutInt128BigEndian(Int128.MinValue);
        cursor.PutUInt128BigEndian(UInt128.MaxValue - 1);
        cursor.PutHalfBigEndian((Half)1.5);
        cursor.PutSingleBigEndian(-2.5f);
        cursor.PutDoubleBigEndian(Math.PI);
        cursor.PutInt16LittleEndian(-2);
        cursor.PutUInt16LittleEndian(0xFEDC);
        cursor.PutInt32LittleEndian(-3);
        cursor.PutUInt32LittleEndian(0xFEDCBA98);
        cursor.PutInt64LittleEndian(-4);
        cursor.PutUInt64LittleEndian(0xFEDCBA9876543210);
        cursor.PutInt128LittleEndian(Int128.MinValue);
        cursor.PutUInt128LittleEndian(UInt128.MaxValue - 1);
        cursor.PutHalfLittleEndian((Half)1.5);
        cursor.PutSingleLittleEndian(-2.5f);
        cursor.PutDoubleLittleEndian(Math.PI);
    }

    private static void AssertGets(BlockCursor cursor)
    {
        Assert.Equal(-2, cursor.GetInt16BigEndian());
        Assert.Equal(0xFEDC, cursor.GetUInt16BigEndian());
        Assert.Equal(-3, cursor.GetInt32BigEndian());
        Assert.Equal(0xFEDCBA98, cursor.GetUInt32BigEndian());
        Assert.Equal(-4, cursor.GetInt64BigEndian());
        Assert.Equal(0xFEDCBA9876543210, cursor.GetUInt64BigEndian());
        Assert.Equal(Int128.MinValue, cursor.GetInt128BigEndian());
        Assert.Equal(UInt128.MaxValue - 1, cursor.GetUInt128BigEndian());
        Assert.Equal((Half)1.5, cursor.GetHalfBigEndian());
        Assert.Equal(-2.5f, cursor.GetSingleBigEndian());
        Assert.Equal(Math.PI, cursor.GetDoubleBigEndian());
        Assert.Equal(-2, cursor.GetInt16LittleEndian());
        Assert.Equal(0xFEDC, cursor.GetUInt16LittleEndian());
        Assert.Equal(-3, cursor.GetInt32LittleEndian());
        Assert.Equal(0xFEDCBA98, cursor.GetUInt32LittleEndian());
        Assert.Equal(-4, cursor.GetInt64LittleEndian());
        Assert.Equal(0xFEDCBA9876543210, cursor.GetUInt64LittleEndian());
        Assert.Equal(Int128.MinValue, cursor.GetInt128LittleEndian());
        Assert.Equal(UInt128.MaxValue - 1, cursor.GetUInt128LittleEndian());
        Assert.Equal((Half)1.5, cursor.GetHalfLittleEndian());
        Assert.Equal(-2.5f, cursor.GetSingleLittleEndian());
        Assert.Equal(Math.PI, cursor.GetDoubleLittleEndian());
        Assert.False(cursor.HasRemaining);
    }

    private BlockCursor NewCursor(int capacity) => new(capacity, _factory.Pool);
}
