using System;
using System.Diagnostics.CodeAnalysis;

namespace ChunkedBuffers;

/// <summary>Throws that several types share, kept out of the hot paths that call them.</summary>
internal static class ThrowHelper
{
    [DoesNotReturn]
    internal static void ThrowStaleHandle() => throw new ObjectDisposedException(
        nameof(BufferSlice),
        "The handle is stale: it, or a copy of it, was disposed, and its memory may belong to somebody else by now.");

    [DoesNotReturn]
    internal static void ThrowStaleRelease(uint handleGeneration, uint generation, long references, int count) =>
        throw new ObjectDisposedException(
            nameof(BufferSlice),
            handleGeneration != generation
                ? $"The handle was disposed already: it is of generation {handleGeneration}, its block of {generation}."
                : $"Cannot release {count} references of a block that has {references}.");

    [DoesNotReturn]
    internal static void ThrowTooManyReferences(long references, int count) => throw new InvalidOperationException(
        $"Cannot take {count} more references of a block that has {references}: the limit is "
        + $"{ReferenceCount.CountMax}.");

    [DoesNotReturn]
    internal static void ThrowBlockInUse(long references) => throw new InvalidOperationException(
        $"A block that still has {references} references was about to be rented again; it stays with its holders.");

    [DoesNotReturn]
    internal static void ThrowWrongThread() => throw new InvalidOperationException(
        "The block belongs to a single-threaded pool and was used on another thread than the one that made the pool.");

    [DoesNotReturn]
    internal static void ThrowRangeOutsideBlock(int start, int length, int blockLength) =>
        throw new ArgumentOutOfRangeException(
            nameof(length), $"The range of {length} bytes from {start} is not inside the block's {blockLength} bytes.");

    [DoesNotReturn]
    internal static void ThrowBlockIsFree() => throw new ObjectDisposedException(
        nameof(NativeBlock), "The memory was used after the handle that it came from was disposed.");

    [DoesNotReturn]
    internal static void ThrowTooLongForBlock(long length) => throw new InvalidOperationException(
        $"The {length} bytes do not fit into one chunk, which holds at most {BlockDepot.LengthMax}.");

    [DoesNotReturn]
    internal static void ThrowRangeOutside(string parameterName, long start, long count, long length) =>
        throw new ArgumentOutOfRangeException(
            parameterName, $"The range of {count} bytes from {start} is not inside the {length} bytes there are.");

    [DoesNotReturn]
    internal static void ThrowChangedWhileEnumerated() => throw new InvalidOperationException(
        "The buffer was written to, consumed or rearranged since the enumeration began.");

    [DoesNotReturn]
    internal static void ThrowLeaseIsOpen() => throw new InvalidOperationException(
        "A write lease is open: commit it with Advance or give it up with AbandonLease first.");

    [DoesNotReturn]
    internal static void ThrowNoLease() => throw new InvalidOperationException(
        "There is no write lease to commit: call GetMemory, GetSpan or GetMemories before each Advance.");

    [DoesNotReturn]
    internal static void ThrowBeyondLease(long count, long leased) => throw new ArgumentOutOfRangeException(
        nameof(count), count, $"Cannot commit {count} bytes of a write lease of {leased}.");

    [DoesNotReturn]
    internal static void ThrowNotEnough(long count, long length) => throw new InvalidOperationException(
        $"{count} bytes were asked for, exactly, and there are {length}; nothing was consumed.");
}
