using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace ChunkedBuffers;

/// <summary>The powers of two that slabs are carved into: class 0 is 512 bytes, class 9 is 256 KiB.</summary>
internal static class SizeClass
{
    internal const int Count = 10;

    internal const int LengthMin = 1 << LengthMinLog2;
    internal const int LengthMax = LengthMin << (Count - 1);

    /// <summary>
    /// Classes that threads keep for themselves, up to 64 KiB; of larger blocks a few would be the whole cache.
    /// </summary>
    internal const int CachedCount = 8;

    private const int LengthMinLog2 = 9;

    /// <summary>
    /// The smallest class that holds <paramref name="length"/> bytes; at least <see cref="Count"/> for everything that
    /// no class holds and for zero and negative numbers, so that one comparison sends all of them to the slow path.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Of(int length) =>
        32 - LengthMinLog2 - BitOperations.LeadingZeroCount((uint)(length - 1) | (LengthMin - 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int LengthOf(int sizeClass)
    {
        Debug.Assert((uint)sizeClass < Count, "There is such a class.");
        return LengthMin << sizeClass;
    }
}
