using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading;

namespace ChunkedBuffers;

/// <summary>The only reference count: a generation and a number of references in one 64-bit word.</summary>
/// <remarks>
/// <para>Layout: generation in bits 63-32, the shared flag in bit 31, the number of references in bits 30-0.</para>
/// <para>States: free (0 references) -> exclusive (1, not shared) or shared (n) -> free again. The step to free adds
/// one to the generation in the same atomic operation, so a handle made before it never matches again and exactly one
/// caller learns that it was the last. Every decision is taken on the value that the compare-and-swap replaced; a
/// reference is never taken from zero, and a release from zero or by a stale handle changes nothing and throws.</para>
/// <para>Exclusive means that a single stack-bound lease is the only handle: no other thread can have one, so plain
/// stores are enough. The flag is set by the first acquisition and stays until the block is free.</para>
/// <para>After 2^32 rentals of one block a generation repeats; a handle would have to be kept for exactly that
/// many.</para>
/// </remarks>
internal struct ReferenceCount
{
    /// <summary>
    /// The most references a block can have; far below the bits there are, so a race cannot step over it.
    /// </summary>
    internal const int CountMax = 1 << 30;

    private const int GenerationShift = 32;
    private const long SharedFlag = 1L << 31;
    private const long CountMask = SharedFlag - 1;
    private const long StateMask = SharedFlag | CountMask;

    private long _word;

    internal readonly uint Generation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (uint)(Volatile.Read(in _word) >>> GenerationShift);
    }

    internal readonly int Count => (int)(Volatile.Read(in _word) & CountMask);

    /// <summary>Makes a free block exclusive: one reference, plain arithmetic until it is shared.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal uint StartExclusive() => Start(1);

    /// <summary>Makes a free block shared with <paramref name="references"/> references to hand out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal uint StartShared(int references)
    {
        Debug.Assert(references is > 0 and <= CountMax, "A block starts with at least one reference.");
        return Start(SharedFlag | (uint)references);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly bool IsCurrent(uint generation) => Generation == generation;

    /// <summary>True when exactly one reference exists; only its holder may draw a conclusion from it.</summary>
    internal readonly bool IsUnique(uint generation)
    {
        long word = Volatile.Read(in _word);
        return (uint)(word >>> GenerationShift) == generation && (word & CountMask) == 1;
    }

    /// <summary>Takes <paramref name="count"/> more references on behalf of a handle of this generation.</summary>
    internal void Acquire(uint generation, int count)
    {
        if (!TryAcquire(generation, count))
        {
            ThrowHelper.ThrowStaleHandle();
        }
    }

    /// <summary>As <see cref="Acquire"/>; false when the handle is stale.</summary>
    internal bool TryAcquire(uint generation, int count)
    {
        // Pairs with the compare-and-swap in Release: whoever frees the block has seen every acquisition or none.
        long word = Volatile.Read(in _word);
        while (IsHeld(word, generation))
        {
            long next = Acquired(word, count);
            long seen = Interlocked.CompareExchange(ref _word, next, word);
            if (seen == word)
            {
                return true;
            }

            word = seen;
        }

        return false;
    }

    /// <summary>As <see cref="TryAcquire"/>, for blocks that are confined to one thread.</summary>
    internal bool TryAcquireConfined(uint generation, int count)
    {
        if (!IsHeld(_word, generation))
        {
            return false;
        }

        _word = Acquired(_word, count);
        return true;
    }

    /// <summary>Gives back <paramref name="count"/> references.</summary>
    /// <returns>True for the one caller that gave back the last: it must recycle the block.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Release(uint generation, int count)
    {
        // Pairs with Acquire and with itself: full fence, so that all uses of the memory come before its reuse.
        long word = Volatile.Read(in _word);
        while (true)
        {
            long next = Released(word, generation, count);
            long seen = Interlocked.CompareExchange(ref _word, next, word);
            if (seen == word)
            {
                return (next & CountMask) == 0;
            }

            word = seen;
        }
    }

    /// <summary>As <see cref="Release"/>, for blocks that are confined to one thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool ReleaseConfined(uint generation, int count)
    {
        long next = Released(_word, generation, count);
        _word = next;
        return (next & CountMask) == 0;
    }

    /// <summary>
    /// Frees a block whose only handle is the calling stack-bound lease, without an atomic operation; false when the
    /// block was shared in between, then <see cref="Release"/> decides.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryReleaseExclusive(uint generation)
    {
        if (_word != (((long)generation << GenerationShift) | 1))
        {
            return false;
        }

        _word = (long)(generation + 1) << GenerationShift;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Released(long word, uint generation, int count)
    {
        Debug.Assert(count > 0, "A release gives back at least one reference.");
        long references = word & CountMask;
        if ((uint)(word >>> GenerationShift) != generation || references < count)
        {
            ThrowHelper.ThrowStaleRelease(generation, (uint)(word >>> GenerationShift), references, count);
        }

        return references == count ? (long)(generation + 1) << GenerationShift : word - count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsHeld(long word, uint generation) =>
        (uint)(word >>> GenerationShift) == generation && (word & CountMask) != 0;

    private static long Acquired(long word, int count)
    {
        Debug.Assert(count > 0, "An acquisition takes at least one reference.");
        long references = word & CountMask;
        if (references + count > CountMax)
        {
            ThrowHelper.ThrowTooManyReferences(references, count);
        }

        return (word | SharedFlag) + count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Start(long state)
    {
        long word = _word;
        if ((word & StateMask) != 0)
        {
            ThrowHelper.ThrowBlockInUse(word & CountMask);
        }

        _word = word | state;
        return (uint)(word >>> GenerationShift);
    }
}
