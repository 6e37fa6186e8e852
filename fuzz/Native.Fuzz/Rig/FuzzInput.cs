using System;
using System.Buffers.Binary;

namespace Native.Fuzz.Rig;

/// <summary>
/// Reads a program from the fuzzer's bytes. Past the end every read gives zero, so that each input is a whole program
/// and a cut input is a prefix of the same program: both keep a fuzzer's mutations local.
/// </summary>
public ref struct FuzzInput
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _position;

    /// <summary>Starts at the first byte.</summary>
    public FuzzInput(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
    }

    /// <summary>True when nothing is left.</summary>
    public readonly bool IsAtEnd => _position >= _bytes.Length;

    /// <summary>The bytes not yet read.</summary>
    public readonly ReadOnlySpan<byte> Rest => _bytes[_position..];

    /// <summary>The next byte, or zero past the end.</summary>
    public byte NextByte() => _position < _bytes.Length ? _bytes[_position++] : (byte)0;

    /// <summary>The next bit of the next byte.</summary>
    public bool NextBool() => (NextByte() & 1) != 0;

    /// <summary>A little-endian 16-bit number.</summary>
    public int NextUInt16()
    {
        int low = NextByte();
        return low | (NextByte() << 8);
    }

    /// <summary>A little-endian 64-bit number.</summary>
    public ulong NextUInt64()
    {
        Span<byte> eight = stackalloc byte[8];
        for (int index = 0; index < eight.Length; index++)
        {
            eight[index] = NextByte();
        }

        return BinaryPrimitives.ReadUInt64LittleEndian(eight);
    }

    /// <summary>
    /// A number from zero to <paramref name="maximum"/>, both included; one byte when that is enough.
    /// </summary>
    public int NextUpTo(int maximum)
    {
        if (maximum <= 0)
        {
            return 0;
        }

        return maximum <= byte.MaxValue ? NextByte() % (maximum + 1) : NextUInt16() % (maximum + 1);
    }

    /// <summary>
    /// A length that is small for most bytes and reaches <paramref name="maximum"/> for a few: programs of small steps
    /// find more than programs of big ones, and the big ones must still happen.
    /// </summary>
    public int NextLength(int maximum)
    {
        int first = NextByte();
        int length = first < 0xE0 ? first & 0x1F : (first - 0xE0) * 256 + NextByte();
        return Math.Min(length, maximum);
    }

    /// <summary>The next <paramref name="length"/> bytes, or what is left.</summary>
    public ReadOnlySpan<byte> NextBytes(int length)
    {
        ReadOnlySpan<byte> taken = _bytes.Slice(_position, Math.Min(length, _bytes.Length - _position));
        _position += taken.Length;
        return taken;
    }
}
