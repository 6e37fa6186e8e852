using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ChunkedBuffers;

/// <summary>Compares 64 bytes with one value at a time; bit i of the answer stands for byte i.</summary>
/// <remarks>
/// One mask per 64 bytes is what makes short lines cheap: several matches cost one load and one comparison, and the
/// next match is a count of trailing zeros. The trick is simdjson's (Langdale and Lemire, "Parsing Gigabytes of JSON
/// per Second", 2019, section 3.1).
/// </remarks>
internal static class ByteMask
{
    /// <summary>Number of bytes that one mask describes.</summary>
    internal const int Width = 64;

    /// <summary>Compares the 64 bytes of <paramref name="bytes"/> from <paramref name="offset"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Equal(ReadOnlySpan<byte> bytes, int offset, byte value) =>
        Equal(bytes, offset, Vector512.Create(value));

    /// <summary>
    /// Compares the 64 bytes of <paramref name="bytes"/> from <paramref name="offset"/> with a value in every element
    /// of <paramref name="wanted"/>, so that a loop fills the vector once.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Equal(ReadOnlySpan<byte> bytes, int offset, Vector512<byte> wanted)
    {
        Debug.Assert(offset >= 0, "The window starts inside the bytes.");
        Debug.Assert(bytes.Length - offset >= Width, "The window ends inside the bytes.");
        ref byte start = ref MemoryMarshal.GetReference(bytes);
        nuint at = (uint)offset;
        if (Vector512.IsHardwareAccelerated)
        {
            return Vector512.Equals(Vector512.LoadUnsafe(ref start, at), wanted).ExtractMostSignificantBits();
        }

        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<byte> half = wanted.GetLower();
            ulong low = Vector256.Equals(Vector256.LoadUnsafe(ref start, at), half).ExtractMostSignificantBits();
            ulong high = Vector256.Equals(Vector256.LoadUnsafe(ref start, at + 32), half).ExtractMostSignificantBits();
            return low | (high << 32);
        }

        return EqualBy128(ref start, at, wanted.GetLower().GetLower());
    }

    /// <summary>
    /// Compares the last bytes of <paramref name="bytes"/>, fewer than 64: bit 63 stands for the last byte, and the
    /// bits of bytes in front of <paramref name="from"/> are 0.
    /// </summary>
    internal static ulong EqualTail(ReadOnlySpan<byte> bytes, int from, byte value)
    {
        int count = bytes.Length - from;
        Debug.Assert(count is > 0 and < Width, "A whole window has its own, faster way.");
        ulong wanted = ulong.MaxValue << (Width - count);
        if (bytes.Length >= Width)
        {
            return Equal(bytes, bytes.Length - Width, value) & wanted;
        }

        Span<byte> window = stackalloc byte[Width];
        bytes[from..].CopyTo(window[(Width - count)..]);
        return Equal(window, 0, value) & wanted;
    }

    private static ulong EqualBy128(ref byte start, nuint at, Vector128<byte> wanted)
    {
        ulong first = Vector128.Equals(Vector128.LoadUnsafe(ref start, at), wanted).ExtractMostSignificantBits();
        ulong second = Vector128.Equals(Vector128.LoadUnsafe(ref start, at + 16), wanted).ExtractMostSignificantBits();
        ulong third = Vector128.Equals(Vector128.LoadUnsafe(ref start, at + 32), wanted).ExtractMostSignificantBits();
        ulong fourth = Vector128.Equals(Vector128.LoadUnsafe(ref start, at + 48), wanted).ExtractMostSignificantBits();
        return first | (second << 16) | (third << 32) | (fourth << 48);
    }
}
