using System.Diagnostics;
using System.Threading;

namespace ChunkedBuffers;

/// <summary>The slabs of one size class in one stripe of a depot. Thread safety: one lock around everything.</summary>
/// <remarks>
/// Slabs are listed by how full they are, and blocks are taken from the fullest that has a free one, so that the others
/// empty out and can be given back as a whole.
/// </remarks>
internal sealed class BlockArena(BlockDepot depot, int sizeClass)
{
    /// <summary>No free block; full slabs are in no list that a take looks at.</summary>
    private const int BucketFull = 0;

    private const int PartialBucketCount = 8;
    private const int BucketFree = PartialBucketCount + 1;

    /// <summary>Half a minute of rest with the default interval: longer than the gaps of steady work.</summary>
    private const int IdleTicksMax = 3;

    private readonly Lock _lock = new();
    private readonly Slab?[] _buckets = new Slab?[BucketFree + 1];
    private bool _isClosed;
    private int _slabCount;
    private long _freeCount;
    private long _freeCountLow;
    private bool _wasTakenFrom;
    private int _idleTicks;

    internal int SizeClass { get; } = sizeClass;

    internal int BlockLength { get; } = ChunkedBuffers.SizeClass.LengthOf(sizeClass);

    /// <summary>A moment's value; other arenas are counted without their lock.</summary>
    internal long FreeBytes => Volatile.Read(ref _freeCount) * BlockLength;

    /// <summary>
    /// Takes up to <paramref name="countMax"/> blocks linked by <see cref="NativeBlock.Next"/>; null when every slab is
    /// full. Ownership: transfers to the caller.
    /// </summary>
    internal NativeBlock? TryTake(int countMax)
    {
        lock (_lock)
        {
            BlockDepot.ThrowIfClosed(_isClosed);
            return TakeUnsynchronized(countMax);
        }
    }

    /// <summary>Adds a new slab and takes from it. Ownership: transfers the slab to the arena.</summary>
    internal NativeBlock AddAndTake(Slab slab, int countMax)
    {
        lock (_lock)
        {
            if (!_isClosed)
            {
                _slabCount++;
                _freeCount += slab.Capacity;
                LinkUnsynchronized(slab);
                return TakeUnsynchronized(countMax)!;
            }
        }

        depot.FreeSlabs(slab);
        BlockDepot.ThrowIfClosed(isClosed: true);
        return null!;
    }

    /// <summary>Takes a block home. Ownership: transfers from the caller.</summary>
    internal void Return(NativeBlock block)
    {
        Debug.Assert(block.Next is null, "One block, not a list.");
        ReturnRun(block);
    }

    /// <summary>
    /// Takes the blocks at the head of a chain home as far as they belong here; gives the rest of the chain. Ownership:
    /// transfers what was taken.
    /// </summary>
    internal NativeBlock? ReturnRun(NativeBlock chain)
    {
        NativeBlock? rest = chain;
        Slab? emptied = null;
        lock (_lock)
        {
            while (rest is not null && rest.Slab!.Arena == this)
            {
                NativeBlock block = rest;
                rest = block.Next;
                block.Next = null;
                if (ReturnUnsynchronized(block) is { } slab)
                {
                    slab.Next = emptied;
                    emptied = slab;
                }
            }
        }

        depot.FreeSlabs(emptied);
        return rest;
    }

    /// <summary>Makes every later take throw; slabs go as their last block comes home.</summary>
    internal Slab? Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            return UnlinkWholeUnsynchronized(int.MaxValue);
        }
    }

    /// <summary>Takes all wholly free slabs out, linked by <see cref="Slab.Next"/>, for the caller to free.</summary>
    internal Slab? TakeWhollyFree()
    {
        lock (_lock)
        {
            return UnlinkWholeUnsynchronized(int.MaxValue);
        }
    }

    /// <summary>
    /// A tick: takes out half of the slabs, rounded up, for which there was no use since the last one; all of them when
    /// nothing was taken for <see cref="IdleTicksMax"/> ticks.
    /// </summary>
    internal Slab? TakeIdle()
    {
        lock (_lock)
        {
            _idleTicks = _wasTakenFrom ? 0 : _idleTicks + 1;
            _wasTakenFrom = false;
            long idleSlabs = _freeCountLow * BlockLength / Slab.LengthBytes;
            Slab? slabs = UnlinkWholeUnsynchronized(
                _idleTicks >= IdleTicksMax ? int.MaxValue : (int)((idleSlabs + 1) / 2));
            _freeCountLow = _freeCount;
            return slabs;
        }
    }

    internal ArenaTally Tally()
    {
        lock (_lock)
        {
            long capacity = (long)_slabCount * (Slab.LengthBytes / BlockLength);
            return new ArenaTally(_slabCount, capacity - _freeCount);
        }
    }

    private static int BucketOf(Slab slab)
    {
        int freeCount = slab.FreeCount;
        if (freeCount == 0)
        {
            return BucketFull;
        }

        return freeCount == slab.Capacity
            ? BucketFree
            : 1 + (int)((long)freeCount * PartialBucketCount / slab.Capacity);
    }

    private NativeBlock? TakeUnsynchronized(int countMax)
    {
        NativeBlock? chain = null;
        _wasTakenFrom = true;
        while (countMax > 0 && FullestUnsynchronized() is { } slab)
        {
            while (countMax > 0 && slab.FreeCount > 0)
            {
                NativeBlock block = slab.TakeUnsynchronized();
                block.Next = chain;
                chain = block;
                countMax--;
                _freeCount--;
            }

            MoveUnsynchronized(slab);
        }

        if (_freeCount < _freeCountLow)
        {
            _freeCountLow = _freeCount;
        }

        return chain;
    }

    private Slab? ReturnUnsynchronized(NativeBlock block)
    {
        Slab slab = block.Slab!;
        slab.ReturnUnsynchronized(block);
        _freeCount++;
        MoveUnsynchronized(slab);
        return slab.IsWhollyFree && (_isClosed || depot.RetainsTooMuch()) ? UnlinkWholeUnsynchronized(1) : null;
    }

    private Slab? FullestUnsynchronized()
    {
        for (int bucket = BucketFull + 1; bucket <= BucketFree; bucket++)
        {
            if (_buckets[bucket] is { } slab)
            {
                return slab;
            }
        }

        return null;
    }

    /// <summary>Takes wholly free slabs out of the arena and links them to a list.</summary>
    private Slab? UnlinkWholeUnsynchronized(int countMax)
    {
        Slab? list = null;
        while (countMax-- > 0 && _buckets[BucketFree] is { } slab)
        {
            UnlinkUnsynchronized(slab);
            _slabCount--;
            _freeCount -= slab.Capacity;
            slab.Next = list;
            list = slab;
        }

        return list;
    }

    private void MoveUnsynchronized(Slab slab)
    {
        if (BucketOf(slab) != slab.Bucket)
        {
            UnlinkUnsynchronized(slab);
            LinkUnsynchronized(slab);
        }
    }

    private void LinkUnsynchronized(Slab slab)
    {
        Debug.Assert(slab.Previous is null && slab.Next is null, "A slab is in one list at most.");
        int bucket = BucketOf(slab);
        slab.Bucket = bucket;
        slab.Next = _buckets[bucket];
        if (slab.Next is not null)
        {
            slab.Next.Previous = slab;
        }

        _buckets[bucket] = slab;
    }

    private void UnlinkUnsynchronized(Slab slab)
    {
        if (slab.Previous is null)
        {
            _buckets[slab.Bucket] = slab.Next;
        }
        else
        {
            slab.Previous.Next = slab.Next;
        }

        if (slab.Next is not null)
        {
            slab.Next.Previous = slab.Previous;
        }

        slab.Previous = null;
        slab.Next = null;
    }
}
