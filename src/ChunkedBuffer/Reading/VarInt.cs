using System;
using System.Diagnostics;

namespace ChunkedBuffers;

/// <summary>
/// LEB128: seven bits per byte, least significant group first, bit 7 set on all but the last byte.
/// </summary>
/// <remarks>
/// Three things are malformed, each as soon as the byte that proves it is there: a value of more bits than asked for,
/// an encoding of more bytes than those bits can need, and, unless the caller allows it, an encoding that a shorter one
/// could replace (its last byte is zero and not its only one). Two encodings of one value are refused by default
/// because signatures, caches and filters take bytes for identity.
/// </remarks>
internal static class VarInt
{
    /// <summary>Bytes that 64 bits can need.</summary>
    internal const int LengthMax = 10;

    private const byte Continued = 0x80;

    /// <summary>Decodes the value at the start of <paramref name="bytes"/>.</summary>
    internal static ReadStatus Decode(
        ReadOnlySpan<byte> bytes, int bits, bool allowOverlong, out ulong value, out int length)
    {
        Debug.Assert(bits is 32 or 64, "The two widths that callers read.");
        ulong sum = 0;
        int shift = 0;
        for (int index = 0; index < bytes.Length; index++, shift += 7)
        {
            byte current = bytes[index];
            bool isLastPossible = shift + 7 >= bits;
            if (isLastPossible && current >> (bits - shift) != 0)
            {
                return Fail(ReadStatus.Malformed, out value, out length);
            }

            sum |= (ulong)(current & ~Continued) << shift;
            if (current < Continued)
            {
                if (current == 0 && index > 0 && !allowOverlong)
                {
                    return Fail(ReadStatus.Malformed, out value, out length);
                }

                value = sum;
                length = index + 1;
                return ReadStatus.Done;
            }
        }

        return Fail(ReadStatus.NeedMoreData, out value, out length);
    }

    /// <summary>Undoes the mapping 0, -1, 1, -2 ... to 0, 1, 2, 3 ...</summary>
    internal static int UndoZigZag(uint value) => (int)(value >> 1) ^ -(int)(value & 1);

    /// <inheritdoc cref="UndoZigZag(uint)"/>
    internal static long UndoZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    private static ReadStatus Fail(ReadStatus status, out ulong value, out int length)
    {
        value = 0;
        length = 0;
        return status;
    }
}
