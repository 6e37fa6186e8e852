using System;
using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace NativeIo.Platform;

/// <summary>One transfer of a <see cref="BatchEngine"/>; whoever makes it keeps everything alive to its end.</summary>
/// <param name="Handle">The file; a reference to it is held.</param>
/// <param name="Memory">The memory; a write only reads it.</param>
/// <param name="Pin">What keeps the memory in place.</param>
/// <param name="Offset">Where in the file; below 0 for the handle's own position.</param>
/// <param name="IsWrite">Whether bytes go to the file.</param>
internal readonly record struct BatchOperation(
    SafeFileHandle Handle, Memory<byte> Memory, MemoryHandle Pin, long Offset, bool IsWrite)
{
    /// <summary>
    /// The memory where it is pinned. Its owner may give no more spans of it by now, as one that was disposed.
    /// </summary>
    internal Span<byte> Pinned
    {
        get
        {
            // SAFETY: the pin is of exactly this memory, and whoever made the operation holds it to its end.
            unsafe
            {
                return new Span<byte>(Pin.Pointer, Memory.Length);
            }
        }
    }
}
