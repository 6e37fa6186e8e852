using System;
using System.Numerics;
using ChunkedBuffers;
using Native.Fuzz.Models;

namespace Native.Fuzz.Targets;

/// <content>Numbers of fixed size.</content>
internal static partial class BufferReaderProgram
{
    private const int NumberKinds = 13;

    // Numbers are compared as integers of their bits, so that no NaN hides a difference.
    private static void Number(ref BufferReader reader, NaiveReader model, byte argument)
    {
        bool isBigEndian = argument < 128;
        (int bytes, bool isSigned) = (argument % NumberKinds) switch
        {
            0 => (2, true),
            1 => (2, false),
            2 => (3, true),
            3 => (3, false),
            4 => (4, true),
            5 => (4, false),
            6 => (8, true),
            7 => (8, false),
            8 => (16, true),
            9 => (16, false),
            10 => (2, true),
            11 => (4, true),
            _ => (8, true),
        };
        bool isRead = isBigEndian
            ? TryReadBigEndian(ref reader, argument % NumberKinds, out BigInteger value)
            : TryReadLittleEndian(ref reader, argument % NumberKinds, out value);
        SameNumber(model.ReadInteger(bytes, isSigned, isBigEndian), isRead, value);
    }

    private static bool TryReadBigEndian(ref BufferReader reader, int kind, out BigInteger value)
    {
        switch (kind)
        {
            case 0: return Widen(reader.TryReadInt16BigEndian(out short int16), int16, out value);
            case 1: return Widen(reader.TryReadUInt16BigEndian(out ushort uint16), uint16, out value);
            case 2: return Widen(reader.TryReadInt24BigEndian(out int int24), int24, out value);
            case 3: return Widen(reader.TryReadUInt24BigEndian(out uint uint24), uint24, out value);
            case 4: return Widen(reader.TryReadInt32BigEndian(out int int32), int32, out value);
            case 5: return Widen(reader.TryReadUInt32BigEndian(out uint uint32), uint32, out value);
            case 6: return Widen(reader.TryReadInt64BigEndian(out long int64), int64, out value);
            case 7: return Widen(reader.TryReadUInt64BigEndian(out ulong uint64), uint64, out value);
            case 8: return Widen(reader.TryReadInt128BigEndian(out Int128 int128), int128, out value);
            case 9: return Widen(reader.TryReadUInt128BigEndian(out UInt128 uint128), uint128, out value);
            case 10:
                return Widen(
                    reader.TryReadHalfBigEndian(out Half half), BitConverter.HalfToInt16Bits(half), out value);
            case 11:
                return Widen(
                    reader.TryReadSingleBigEndian(out float single),
                    BitConverter.SingleToInt32Bits(single),
                    out value);
            default:
                return Widen(
                    reader.TryReadDoubleBigEndian(out double number),
                    BitConverter.DoubleToInt64Bits(number),
                    out value);
        }
    }

    private static bool TryReadLittleEndian(ref BufferReader reader, int kind, out BigInteger value)
    {
        switch (kind)
        {
            case 0: return Widen(reader.TryReadInt16LittleEndian(out short int16), int16, out value);
            case 1: return Widen(reader.TryReadUInt16LittleEndian(out ushort uint16), uint16, out value);
            case 2: return Widen(reader.TryReadInt24LittleEndian(out int int24), int24, out value);
            case 3: return Widen(reader.TryReadUInt24LittleEndian(out uint uint24), uint24, out value);
            case 4: return Widen(reader.TryReadInt32LittleEndian(out int int32), int32, out value);
            case 5: return Widen(reader.TryReadUInt32LittleEndian(out uint uint32), uint32, out value);
            case 6: return Widen(reader.TryReadInt64LittleEndian(out long int64), int64, out value);
            case 7: return Widen(reader.TryReadUInt64LittleEndian(out ulong uint64), uint64, out value);
            case 8: return Widen(reader.TryReadInt128LittleEndian(out Int128 int128), int128, out value);
            case 9: return Widen(reader.TryReadUInt128LittleEndian(out UInt128 uint128), uint128, out value);
            case 10:
                return Widen(
                    reader.TryReadHalfLittleEndian(out Half half), BitConverter.HalfToInt16Bits(half), out value);
            case 11:
                return Widen(
                    reader.TryReadSingleLittleEndian(out float single),
                    BitConverter.SingleToInt32Bits(single),
                    out value);
            default:
                return Widen(
                    reader.TryReadDoubleLittleEndian(out double number),
                    BitConverter.DoubleToInt64Bits(number),
                    out value);
        }
    }

    private static bool Widen(bool isRead, BigInteger number, out BigInteger value)
    {
        value = number;
        return isRead;
    }
}
