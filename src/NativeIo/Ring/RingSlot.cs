using System;
using System.Buffers;

namespace NativeIo;

/// <summary>An operation of a <see cref="BatchRing"/> that has not ended, and everything that it uses.</summary>
internal struct RingSlot
{
    internal NativeFile? File;
    internal Memory<byte> Memory;
    internal MemoryHandle Pin;
    internal long Offset;
    internal long Tag;

    /// <summary>Counts the operations that had this slot; a result of an earlier one is recognised by it.</summary>
    internal uint Generation;

    /// <summary>Calls in a row that did nothing.</summary>
    internal int Attempts;

    /// <summary>The next free slot; -1 at the end of the list.</summary>
    internal int NextFree;

    internal bool IsWrite;
    internal bool IsCancelling;
}
