using System;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Native.Benchmarks;

/// <summary>
/// What every peer does with the bytes of a file: all 64-bit words joined by exclusive or, the last one filled up with
/// zeros. It reads each byte once and is faster than any way to get them. Parts are joined by exclusive or too, as long
/// as each but the last is a multiple of eight bytes.
/// </summary>
internal static class WordXor
{
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<Vector256<ulong>> vectors = MemoryMarshal.Cast<byte, Vector256<ulong>>(bytes);
        Vector256<ulong> first = default;
        Vector256<ulong> second = default;
        Vector256<ulong> third = default;
        Vector256<ulong> fourth = default;
        int i = 0;
        for (; i + 3 < vectors.Length; i += 4)
        {
            first ^= vectors[i];
            second ^= vectors[i + 1];
            third ^= vectors[i + 2];
            fourth ^= vectors[i + 3];
        }

        for (; i < vectors.Length; i++)
        {
            first ^= vectors[i];
        }

        first = (first ^ second) ^ (third ^ fourth);
        ulong result = first[0] ^ first[1] ^ first[2] ^ first[3];
        return result ^ Plain(bytes[(vectors.Length * Vector256<byte>.Count)..]);
    }

    /// <summary>The same by the plainest code there is.</summary>
    public static ulong Plain(ReadOnlySpan<byte> bytes)
    {
        ulong result = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            result ^= (ulong)bytes[i] << (8 * (i % 8));
        }

        return result;
    }
}
