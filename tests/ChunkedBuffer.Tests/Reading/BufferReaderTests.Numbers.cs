using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests;

public sealed partial class BufferReaderTests
{
    /// <summary>Reads a number as text, and what the framework says the same bytes are.</summary>
    private static readonly NumberCase[] s_numbers =
    [
        new(1, (ref BufferReader r, out string v) => Say(r.TryRead(out byte n), n, out v), b => b[0]),
        new(1, (ref BufferReader r, out string v) => Say(r.TryRead(out sbyte n), n, out v), b => (sbyte)b[0]),
        new(
            2,
            (ref BufferReader r, out string v) => Say(r.TryReadInt16BigEndian(out short n), n, out v),
            b => BinaryPrimitives.ReadInt16BigEndian(b)),
        new(
            2,
            (ref BufferReader r, out string v) => Say(r.TryReadInt16LittleEndian(out short n), n, out v),
            b => BinaryPrimitives.ReadInt16LittleEndian(b)),
        new(
            2,
            (ref BufferReader r, out string v) => Say(r.TryReadUInt16BigEndian(out ushort n), n, out v),
            b => BinaryPrimitives.ReadUInt16BigEndian(b)),
        new(
            2,
            (ref BufferReader r, out string v) => Say(r.TryReadUInt16LittleEndian(out ushort n), n, out v),
            b => BinaryPrimitives.ReadUInt16LittleEndian(b)),
        new(
            3,
            (ref BufferReader r, out string v) => Say(r.TryReadInt24BigEndian(out int n), n, out v),
            b => ((sbyte)b[0] * 65536) + (b[1] * 256) + b[2]),
        new(
            3,
            (ref BufferReader r, out string v) => Say(r.TryReadInt24LittleEndian(out int n), n, out v),
            b => ((sbyte)b[2] * 65536) + (b[1] * 256) + b[0]),
        new(
            3,
            (ref BufferReader r, out string v) => Say(r.TryReadUInt24BigEndian(out uint n), n, out v),
            b => (b[0] * 65536) + (b[1] * 256) + b[2]),
        new(
            3,
            (ref BufferReader r, out string v) => Say(r.TryReadUInt24LittleEndian(out uint n), n, out v),
            b => (b[2] * 65536) + (b[1] * 256) + b[0]),
        new(
            4,
            (ref BufferReader r, out string v) => Say(r.TryReadInt32BigEndian(out int n), n, out v),
            b => BinaryPrimitives.ReadInt32BigEndian(b)),
        new(
            4,
            (ref BufferReader r, out string v) => Say(r.TryReadInt32LittleEndian(out int n), n, out v),
            b => BinaryPrimitives.ReadInt32LittleEndian(b)),
        new(
            4,
            (ref BufferReader r, out string v) => Say(r.TryReadUInt32BigEndian(out uint n), n, out v),
            b => BinaryPrimitives.ReadUInt32BigEndian(b)),
        new(
            4,
            (ref BufferReader r, out string v) => Say(r.TryReadUInt32LittleEndian(out uint n), n, out v),
            b => BinaryPrimitives.ReadUInt32LittleEndian(b)),
        new(
            8,
            (ref BufferReader r, out string v) => Say(r.TryReadInt64BigEndian(out long n), n, out v),
            b => BinaryPrimitives.ReadInt64BigEndian(b)),
        new(
            8,
            (ref BufferReader r, out string v) => Say(r.TryReadInt64LittleEndian(out long n), n, out v),
            b => BinaryPrimitives.ReadInt64LittleEndian(b)),
        new(
            8,
            (ref BufferReader r, out string v) => Say(r.TryReadUInt64BigEndian(out ulong n), n, out v),
            b => BinaryPrimitives.ReadUInt64BigEndian(b)),
        new(
            8,
            (ref BufferReader r, out string v) => Say(r.TryReadUInt64LittleEndian(out ulong n), n, out v),
            b => BinaryPrimitives.ReadUInt64LittleEndian(b)),
        new(
            16,
            (ref BufferReader r, out string v) => Say(r.TryReadInt128BigEndian(out Int128 n), n, out v),
            b => BinaryPrimitives.ReadInt128BigEndian(b)),
        new(
            16,
            (ref BufferReader r, out string v) => Say(r.TryReadInt128LittleEndian(out Int128 n), n, out v),
            b => BinaryPrimitives.ReadInt128LittleEndian(b)),
        new(
            16,
            (ref BufferReader r, out string v) => Say(r.TryReadUInt128BigEndian(out UInt128 n), n, out v),
            b => BinaryPrimitives.ReadUInt128BigEndian(b)),
        new(
            16,
            (ref BufferReader r, out string v) => Say(r.TryReadUInt128LittleEndian(out UInt128 n), n, out v),
            b => BinaryPrimitives.ReadUInt128LittleEndian(b)),
        new(
            2,
            (ref BufferReader r, out string v) => Say(r.TryReadHalfBigEndian(out Half n), n, out v),
            b => BinaryPrimitives.ReadHalfBigEndian(b)),
        new(
            2,
            (ref BufferReader r, out string v) => Say(r.TryReadHalfLittleEndian(out Half n), n, out v),
            b => BinaryPrimitives.ReadHalfLittleEndian(b)),
        new(
            4,
            (ref BufferReader r, out string v) => Say(r.TryReadSingleBigEndian(out float n), n, out v),
            b => BinaryPrimitives.ReadSingleBigEndian(b)),
        new(
            4,
            (ref BufferReader r, out string v) => Say(r.TryReadSingleLittleEndian(out float n), n, out v),
            b => BinaryPrimitives.ReadSingleLittleEndian(b)),
        new(
            8,
            (ref BufferReader r, out string v) => Say(r.TryReadDoubleBigEndian(out double n), n, out v),
            b => BinaryPrimitives.ReadDoubleBigEndian(b)),
        new(
            8,
            (ref BufferReader r, out string v) => Say(r.TryReadDoubleLittleEndian(out double n), n, out v),
            b => BinaryPrimitives.ReadDoubleLittleEndian(b)),
    ];

    private delegate bool NumberRead(ref BufferReader reader, out string value);

    [Fact]
    public void TryReadNumber_EveryTypeAndSplit_IsWhatTheFrameworkReads()
    {
        SeededRandom random = SeededRandom.Create();
        foreach (NumberCase number in s_numbers)
        {
            byte[] bytes = random.NextBytes(number.Length);
            bytes[0] |= 0x81;
            bytes[^1] |= 0x82;
            string expected = string.Create(CultureInfo.InvariantCulture, $"{number.Expected(bytes)}");
            foreach (byte[][] chunks in SplitsOf(bytes))
            {
                _sources.ForEach(chunks, (ref BufferReader reader) =>
                {
                    Assert.True(number.Read(ref reader, out string value));
                    Assert.Equal(expected, value);
                    Assert.True(reader.End);
                    reader.Rewind(number.Length);
                    Assert.True(number.Read(ref reader, out value));
                    Assert.Equal(expected, value);
                });
            }
        }
    }

    [Fact]
    public void TryReadNumber_OneByteMissing_StaysAndGivesZero()
    {
        foreach (NumberCase number in s_numbers)
        {
            byte[] bytes = new byte[number.Length];
            bytes.AsSpan().Fill(0x81);
            foreach (byte[][] chunks in SplitsOf(bytes))
            {
                _sources.ForEach(chunks, (ref BufferReader reader) =>
                {
                    reader.Advance(1);
                    Assert.False(number.Read(ref reader, out string value));
                    Assert.Equal("0", value);
                    Assert.Equal(1, reader.Consumed);
                });
            }
        }
    }

    /// <summary>One chunk, every cut in two, single bytes, and every cut in three of what is short.</summary>
    private static IEnumerable<byte[][]> SplitsOf(byte[] bytes)
    {
        yield return [bytes];
        yield return Chunkings.Fixed(bytes, 1);
        for (int cut = 1; cut < bytes.Length; cut++)
        {
            yield return [bytes[..cut], bytes[cut..]];
            for (int second = cut + 1; second < Math.Min(bytes.Length, 9); second++)
            {
                yield return [bytes[..cut], bytes[cut..second], bytes[second..]];
            }
        }
    }

    private static bool Say<T>(bool isRead, T number, out string value)
        where T : IFormattable
    {
        value = number.ToString(null, CultureInfo.InvariantCulture);
        return isRead;
    }

    private sealed record NumberCase(int Length, NumberRead Read, Func<byte[], IFormattable> Expected);
}
