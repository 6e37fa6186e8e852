using System;
using System.Linq;

namespace ChunkedBuffers.Tests;

/// <summary>
/// What a reader must answer, written for one array and for being obviously right: the model of the tests.
/// </summary>
internal sealed class ContiguousReader(byte[] bytes)
{
    internal int Position { get; private set; }

    private byte[] Rest => bytes[Position..];

    internal byte[]? Read(int length)
    {
        if (length > Rest.Length)
        {
            return null;
        }

        byte[] read = Rest[..length];
        Position += length;
        return read;
    }

    internal byte[]? Peek(int length) => length > Rest.Length ? null : Rest[..length];

    internal void Rewind(int count) => Position -= count;

    internal byte[]? ReadTo(byte[] delimiter, bool advancePast)
    {
        for (int at = 0; at + delimiter.Length <= Rest.Length; at++)
        {
            if (Rest.Skip(at).Take(delimiter.Length).SequenceEqual(delimiter))
            {
                return ReadAndSkip(at, advancePast ? delimiter.Length : 0);
            }
        }

        return null;
    }

    internal byte[]? ReadToAny(byte[] delimiters, bool advancePast)
    {
        int at = Array.FindIndex(Rest, value => delimiters.Contains(value));
        return at < 0 ? null : ReadAndSkip(at, advancePast ? 1 : 0);
    }

    internal byte[]? ReadToUnescaped(byte delimiter, byte escape)
    {
        for (int at = 0; at < Rest.Length; at++)
        {
            // A delimiter counts when an even number of escapes stands directly in front of it.
            int escapes = 0;
            while (at - escapes > 0 && Rest[at - escapes - 1] == escape)
            {
                escapes++;
            }

            if (Rest[at] == delimiter && escapes % 2 == 0)
            {
                return ReadAndSkip(at, 1);
            }
        }

        return null;
    }

    internal byte[]? ReadLine()
    {
        int at = Array.IndexOf(Rest, (byte)'\n');
        if (at < 0)
        {
            return null;
        }

        byte[] line = ReadAndSkip(at, 1);
        return line.Length > 0 && line[^1] == '\r' ? line[..^1] : line;
    }

    internal (string Status, byte[]? Line) ReadLine(int lengthMax)
    {
        int start = Position;
        byte[] rest = Rest;
        byte[]? line = ReadLine();
        if (line is not null)
        {
            Position = line.Length > lengthMax ? start : Position;
            return line.Length > lengthMax ? ("TooLong", null) : ("Done", line);
        }

        // Could any continuation still make a line that is short enough?
        bool isHopeless = rest.Length > lengthMax && !(rest.Length == lengthMax + 1 && rest[^1] == '\r');
        return (isHopeless ? "TooLong" : "NeedMoreData", null);
    }

    internal int SkipWhile(Func<byte, bool> isSkipped)
    {
        int count = Rest.TakeWhile(isSkipped).Count();
        Position += count;
        return count;
    }

    /// <summary>
    /// Shortest-form LEB128, by decoding every possible length and asking which one encodes back to the same.
    /// </summary>
    internal (string Status, ulong Value) ReadVarInt(int bits)
    {
        for (int length = 1; length <= Math.Min(Rest.Length, (bits + 6) / 7); length++)
        {
            UInt128 value = 0;
            for (int index = length - 1; index >= 0; index--)
            {
                value = (value << 7) | (uint)(Rest[index] & 0x7F);
            }

            if (value < (UInt128)1 << bits && Rest.AsSpan(0, length).SequenceEqual(Encode((ulong)value)))
            {
                Position += length;
                return ("Done", (ulong)value);
            }
        }

        return (IsPrefixOfSomeVarInt(Rest, bits) ? "NeedMoreData" : "Malformed", 0);
    }

    internal static byte[] Encode(ulong value)
    {
        byte[] encoded = new byte[10];
        int length = 0;
        while (value > 0x7F)
        {
            encoded[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        encoded[length++] = (byte)value;
        return encoded[..length];
    }

    private static bool IsPrefixOfSomeVarInt(byte[] rest, int bits) =>
        rest.Length < (bits + 6) / 7 && rest.All(static value => value >= 0x80);

    private byte[] ReadAndSkip(int length, int skipped)
    {
        byte[] read = Rest[..length];
        Position += length + skipped;
        return read;
    }
}
