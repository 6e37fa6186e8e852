using System;
using Microsoft.Win32.SafeHandles;

namespace NativeIo.Platform;

/// <summary>What direct transfers ask of the addresses of memory.</summary>
internal static class AlignedMemory
{
    /// <summary>
    /// Tells whether memory starts at a multiple. For managed memory this holds only while it is pinned.
    /// </summary>
    internal static bool IsAligned(ReadOnlySpan<byte> memory, int alignment)
    {
        // SAFETY: only the number is looked at.
        unsafe
        {
            fixed (byte* bytes = memory)
            {
                return ((nuint)bytes & (nuint)(alignment - 1)) == 0;
            }
        }
    }

    /// <summary>
    /// Reads as the backend does, when the memory is aligned where it is; else false and nothing happened.
    /// </summary>
    internal static bool TryRead(
        FileBackend backend, SafeFileHandle handle, Span<byte> memory, long offset, int alignment, out IoResult result)
    {
        // SAFETY: the memory is fixed, so that it is read to where its address was looked at.
        unsafe
        {
            fixed (byte* bytes = memory)
            {
                bool isAligned = ((nuint)bytes & (nuint)(alignment - 1)) == 0;
                result = isAligned ? backend.Read(handle, memory, offset) : default;
                return isAligned;
            }
        }
    }
}
