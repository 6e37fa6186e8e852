using System;

namespace Native.TestKit;

/// <summary>Where bytes lie, for tests of alignment and of identity: the same bytes, not equal ones.</summary>
public static class MemoryAddress
{
    /// <summary>The address of the first byte. It means something only while the memory does not move.</summary>
    public static nint Of(ReadOnlySpan<byte> span)
    {
        // SAFETY: the address is only a number here and nothing is read through it.
        unsafe
        {
            fixed (byte* start = span)
            {
                return (nint)start;
            }
        }
    }
}
