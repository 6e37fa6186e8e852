using System;
using System.Collections.Generic;
using System.Numerics;
using ChunkedBuffers;

namespace Native.Fuzz.Models;

/// <summary>What <see cref="BufferReader"/> must do, over one array, byte by byte.</summary>
internal sealed class NaiveReader
{
    private readonly byte[] _bytes;

    public NaiveReader(byte[] bytes)
    {
        _bytes = bytes;
    }

    public int Position { get; set; }

    public int Remaining => _bytes.Length - Position;

    public ReadOnlySpan<byte> Rest => _bytes.AsSpan(Position);

    /// <summary>The next bytes; null, and nothing read, when there are not that many.</summary>
    public byte[]? Read(int length)
    {
        if (length > Remaining)
        {
            return null;
        }

        byte[] read = _bytes[Position..(Position + length)];
        Position += length;
        return read;
    }

    /// <summary>A number of so many bytes; null when there are not that many.</summary>
    public BigInteger? ReadInteger(int length, bool isSigned, bool isBigEndian) =>
        Read(length) is { } bytes ? new BigInteger(bytes, !isSigned, isBigEndian) : null;

    /// <summary>Reads to the delimiter and over it, or only to it; null when it is not there.</summary>
    public byte[]? ReadTo(ReadOnlySpan<byte> delimiter, bool advancePast)
    {
        long at = NaiveBytes.IndexOf(Rest, delimiter, 0, -1);
        return at < 0 ? null : Take((int)at, advancePast ? delimiter.Length : 0);
    }

    /// <summary>As <see cref="ReadTo"/>, with at most so many bytes in front of the delimiter.</summary>
    public (ReadStatus Status, byte[] Bytes) ReadTo(ReadOnlySpan<byte> delimiter, long lengthMax, bool advancePast)
    {
        long at = NaiveBytes.IndexOf(Rest, delimiter, 0, -1);
        if (at >= 0 && at <= lengthMax)
        {
            return (ReadStatus.Done, Take((int)at, advancePast ? delimiter.Length : 0));
        }

        return (Remaining >= lengthMax + delimiter.Length ? ReadStatus.TooLong : ReadStatus.NeedMoreData, []);
    }

    /// <summary>Reads to any byte of the set.</summary>
    public byte[]? ReadToAny(ReadOnlySpan<byte> set, bool advancePast)
    {
        long at = NaiveBytes.IndexOfAny(Rest, set, 0, -1);
        return at < 0 ? null : Take((int)at, advancePast ? 1 : 0);
    }

    /// <summary>Reads to a delimiter that no escape stands in front of.</summary>
    public byte[]? ReadToUnescaped(byte delimiter, byte escape, bool advancePast)
    {
        for (int at = 0; at < Remaining; at++)
        {
            if (Rest[at] == escape)
            {
                at++;
            }
            else if (Rest[at] == delimiter)
            {
                return Take(at, advancePast ? 1 : 0);
            }
        }

        return null;
    }

    /// <summary>Reads a line; null when no LF is there.</summary>
    public byte[]? ReadLine()
    {
        int at = Rest.IndexOf((byte)'\n');
        return at < 0 ? null : NaiveBytes.WithoutCarriageReturn(Take(at, 1));
    }

    /// <summary>Reads a line of at most so many bytes without its end.</summary>
    public (ReadStatus Status, byte[] Line) ReadLine(long lengthMax)
    {
        int start = Position;
        if (ReadLine() is { } line)
        {
            if (line.Length <= lengthMax)
            {
                return (ReadStatus.Done, line);
            }

            Position = start;
            return (ReadStatus.TooLong, []);
        }

        // The shortest line that these bytes can still become: a CR at their end may belong to its end.
        int shortest = NaiveBytes.WithoutCarriageReturn(Rest).Length;
        return (shortest > lengthMax ? ReadStatus.TooLong : ReadStatus.NeedMoreData, []);
    }

    /// <summary>Skips bytes of the set and returns how many.</summary>
    public long SkipAny(ReadOnlySpan<byte> set)
    {
        int skipped = 0;
        while (skipped < Remaining && set.Contains(Rest[skipped]))
        {
            skipped++;
        }

        Position += skipped;
        return skipped;
    }

    /// <summary>Reads an unsigned LEB128 number of so many bits.</summary>
    public (ReadStatus Status, ulong Value) ReadVarInt(int bits, bool allowOverlong)
    {
        int lengthMax = (bits + 6) / 7;
        var groups = new List<byte>();
        while (true)
        {
            // Malformed as soon as it is certain: a value that has too many bits, or one more byte than can be needed.
            BigInteger value = BigInteger.Zero;
            for (int index = groups.Count - 1; index >= 0; index--)
            {
                value = (value << 7) | (groups[index] & 0x7F);
            }

            bool isEnded = groups.Count > 0 && groups[^1] < 0x80;
            if (value >> bits != 0 || (!isEnded && groups.Count >= lengthMax))
            {
                return (ReadStatus.Malformed, 0);
            }

            if (isEnded)
            {
                if (groups.Count > 1 && groups[^1] == 0 && !allowOverlong)
                {
                    return (ReadStatus.Malformed, 0);
                }

                Position += groups.Count;
                return (ReadStatus.Done, (ulong)value);
            }

            if (groups.Count == Remaining)
            {
                return (ReadStatus.NeedMoreData, 0);
            }

            groups.Add(Rest[groups.Count]);
        }
    }

    /// <summary>Reads a length and so many bytes.</summary>
    public (ReadStatus Status, byte[] Bytes) ReadPrefixed(LengthPrefix prefix, long lengthMax)
    {
        int start = Position;
        (ReadStatus status, ulong length) = ReadLength(prefix);
        if (status == ReadStatus.Done && length > (ulong)lengthMax)
        {
            status = ReadStatus.TooLong;
        }

        byte[]? bytes = status == ReadStatus.Done ? Read((int)length) : null;
        if (bytes is not null)
        {
            return (ReadStatus.Done, bytes);
        }

        Position = start;
        return (status == ReadStatus.Done ? ReadStatus.NeedMoreData : status, []);
    }

    private (ReadStatus Status, ulong Length) ReadLength(LengthPrefix prefix) => prefix switch
    {
        LengthPrefix.Byte => Fixed(1, isBigEndian: true),
        LengthPrefix.UInt16BigEndian => Fixed(2, isBigEndian: true),
        LengthPrefix.UInt16LittleEndian => Fixed(2, isBigEndian: false),
        LengthPrefix.UInt24BigEndian => Fixed(3, isBigEndian: true),
        LengthPrefix.UInt24LittleEndian => Fixed(3, isBigEndian: false),
        LengthPrefix.UInt32BigEndian => Fixed(4, isBigEndian: true),
        LengthPrefix.UInt32LittleEndian => Fixed(4, isBigEndian: false),
        LengthPrefix.UInt64BigEndian => Fixed(8, isBigEndian: true),
        LengthPrefix.UInt64LittleEndian => Fixed(8, isBigEndian: false),
        LengthPrefix.VarUInt32 => ReadVarInt(32, allowOverlong: false),
        _ => ReadVarInt(64, allowOverlong: false),
    };

    private (ReadStatus Status, ulong Length) Fixed(int bytes, bool isBigEndian) =>
        ReadInteger(bytes, isSigned: false, isBigEndian) is { } length
            ? (ReadStatus.Done, (ulong)length)
            : (ReadStatus.NeedMoreData, 0);

    private byte[] Take(int length, int delimiterLength)
    {
        byte[] taken = _bytes[Position..(Position + length)];
        Position += length + delimiterLength;
        return taken;
    }
}
