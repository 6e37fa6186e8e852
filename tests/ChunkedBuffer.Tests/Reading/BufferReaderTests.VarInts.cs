using System;
using System.Collections.Generic;
using System.Linq;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests;

public sealed partial class BufferReaderTests
{
    public static TheoryData<string, ReadStatus, ReadStatus, ReadStatus> OddVarInts => new()
    {
        // Bytes, and what they are as 32 bits, as 64 bits, and as 64 bits when overlong ones are allowed.
        { "", ReadStatus.NeedMoreData, ReadStatus.NeedMoreData, ReadStatus.NeedMoreData },
        { "80", ReadStatus.NeedMoreData, ReadStatus.NeedMoreData, ReadStatus.NeedMoreData },
        { "80808080", ReadStatus.NeedMoreData, ReadStatus.NeedMoreData, ReadStatus.NeedMoreData },
        { "8080808080", ReadStatus.Malformed, ReadStatus.NeedMoreData, ReadStatus.NeedMoreData },
        { "808080808080808080", ReadStatus.Malformed, ReadStatus.NeedMoreData, ReadStatus.NeedMoreData },
        { "80808080808080808080", ReadStatus.Malformed, ReadStatus.Malformed, ReadStatus.Malformed },
        { "8080808080808080808001", ReadStatus.Malformed, ReadStatus.Malformed, ReadStatus.Malformed },
        { "00", ReadStatus.Done, ReadStatus.Done, ReadStatus.Done },
        { "8000", ReadStatus.Malformed, ReadStatus.Malformed, ReadStatus.Done },
        { "FF00", ReadStatus.Malformed, ReadStatus.Malformed, ReadStatus.Done },
        { "8080808000", ReadStatus.Malformed, ReadStatus.Malformed, ReadStatus.Done },
        { "80808080808080808000", ReadStatus.Malformed, ReadStatus.Malformed, ReadStatus.Done },
        { "FFFFFFFF0F", ReadStatus.Done, ReadStatus.Done, ReadStatus.Done },
        { "FFFFFFFF10", ReadStatus.Malformed, ReadStatus.Done, ReadStatus.Done },
        { "FFFFFFFF1F", ReadStatus.Malformed, ReadStatus.Done, ReadStatus.Done },
        { "FFFFFFFFFFFFFFFFFF01", ReadStatus.Malformed, ReadStatus.Done, ReadStatus.Done },
        { "FFFFFFFFFFFFFFFFFF02", ReadStatus.Malformed, ReadStatus.Malformed, ReadStatus.Malformed },
        { "FFFFFFFFFFFFFFFFFF7F", ReadStatus.Malformed, ReadStatus.Malformed, ReadStatus.Malformed },
    };

    public static IEnumerable<ulong> VarIntValues =>
        Enumerable.Range(0, 64).SelectMany(static bit => new[] { (1UL << bit) - 1, 1UL << bit, ulong.MaxValue >> bit });

    [Theory]
    [MemberData(nameof(OddVarInts))]
    public void TryReadVarInt_OddEncodings_EverySplit_HaveOneOutcome(
        string hex, ReadStatus as32, ReadStatus as64, ReadStatus asOverlong64)
    {
        byte[] bytes = Convert.FromHexString(hex);
        foreach (byte[][] chunks in Chunkings.All(bytes))
        {
            _sources.ForEach(chunks, (ref BufferReader reader) =>
            {
                AssertVarInt(as32, reader.TryReadVarUInt32(out uint value32), value32, ref reader);
                AssertVarInt(as64, reader.TryReadVarUInt64(out ulong value64), value64, ref reader);
                ReadStatus overlong = reader.TryReadVarUInt64(out value64, allowOverlong: true);
                AssertVarInt(asOverlong64, overlong, value64, ref reader);
            });
        }
    }

    [Fact]
    public void TryReadVarUInt32_OverlongAllowed_StillTakesFiveBytesAtMost()
    {
        _sources.ForEach(["\u0081\u0080", "\u0080\u0080\0"], static (ref BufferReader reader) =>
        {
            Assert.Equal(ReadStatus.Done, reader.TryReadVarUInt32(out uint value, allowOverlong: true));
            Assert.Equal((1u, 5L), (value, reader.Consumed));
        });
        _sources.ForEach(["\u0081\u0080", "\u0080\u0080\u0080\0"], static (ref BufferReader reader) =>
            Assert.Equal(ReadStatus.Malformed, reader.TryReadVarUInt32(out _, allowOverlong: true)));
    }

    [Fact]
    public void TryReadVarInt_OneBytePerChunk_ReadsEveryWidth()
    {
        foreach (ulong expected in VarIntValues)
        {
            byte[] bytes = [.. ContiguousReader.Encode(expected), .. "!"u8];
            _sources.ForEach(Chunkings.Fixed(bytes, 1), (ref BufferReader reader) =>
            {
                Assert.Equal(ReadStatus.Done, reader.TryReadVarUInt64(out ulong value));
                Assert.Equal((expected, bytes.Length - 1L), (value, reader.Consumed));
                reader.Rewind(reader.Consumed);
                Assert.Equal(ReadStatus.Done, reader.TryReadVarInt64(out long signed));
                Assert.Equal(expected, (ulong)((signed << 1) ^ (signed >> 63)));
                reader.Rewind(reader.Consumed);
                bool fits = expected <= uint.MaxValue;
                Assert.Equal(fits ? ReadStatus.Done : ReadStatus.Malformed, reader.TryReadVarUInt32(out uint narrow));
                Assert.Equal(fits ? (uint)expected : 0, narrow);
            });
        }
    }

    [Theory]
    [InlineData(0u, 0)]
    [InlineData(1u, -1)]
    [InlineData(2u, 1)]
    [InlineData(3u, -2)]
    [InlineData(uint.MaxValue, int.MinValue)]
    [InlineData(uint.MaxValue - 1, int.MaxValue)]
    public void TryReadVarInt32_Mapped_UndoesZigZag(uint mapped, int expected)
    {
        _sources.ForEach([ContiguousReader.Encode(mapped)], (ref BufferReader reader) =>
        {
            Assert.Equal(ReadStatus.Done, reader.TryReadVarInt32(out int value));
            Assert.Equal(expected, value);
        });
    }

    [Fact]
    public void TryReadVarInt_RandomBytes_AgreesWithTheModel()
    {
        SeededRandom.Check(200, random =>
        {
            ReadOnlySpan<byte> alphabet = [0, 1, 2, 0x0F, 0x10, 0x7F, 0x80, 0x81, 0xFF, 0xFF, 0xFF, 0xFF];
            byte[] bytes = random.NextBytes(random.Next(1, 12), alphabet);
            (string status64, ulong value64) = new ContiguousReader(bytes).ReadVarInt(64);
            (string status32, ulong value32) = new ContiguousReader(bytes).ReadVarInt(32);
            _sources.ForEach(Chunkings.Random(bytes, random, 1).Single(), (ref BufferReader reader) =>
            {
                Assert.Equal((status64, value64), (reader.TryReadVarUInt64(out ulong read64).ToString(), read64));
                reader.Rewind(reader.Consumed);
                Assert.Equal((status32, value32), (reader.TryReadVarUInt32(out uint read32).ToString(), read32));
            });
        });
    }

    private static void AssertVarInt(ReadStatus expected, ReadStatus status, ulong value, ref BufferReader reader)
    {
        Assert.Equal(expected, status);
        Assert.Equal(expected == ReadStatus.Done ? reader.Length : 0, reader.Consumed);
        Assert.True(expected == ReadStatus.Done || value == 0);
        reader.Rewind(reader.Consumed);
    }
}
