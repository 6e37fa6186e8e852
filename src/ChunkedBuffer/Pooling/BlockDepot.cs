using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;

namespace ChunkedBuffers;

/// <summary>
/// What is behind a pool: the arenas, the caps, and the blocks' way home. Apart from <see cref="BlockPool"/> so that
/// blocks and threads, which refer to it, do not keep a forgotten pool alive. Thread safety: all members.
/// </summary>
internal sealed class BlockDepot : BlockOrigin
{
    /// <summary>The largest block: the most whole pages that an <see cref="int"/> can count.</summary>
    internal const int LengthMax = int.MaxValue - PageMask;

    /// <summary>Alignment of large blocks; the page size of nearly every platform, and enough for direct IO on all.</summary>
    private const int PageLength = 4096;
    private const int PageMask = PageLength - 1;

    /// <summary>More stripes than this spread the slabs more thinly than contention costs.</summary>
    private const int StripeCountMax = 8;

    private readonly BlockPoolOptions _options;
    private readonly BlockArena[] _arenas;
    private readonly ByteBudget _small;
    private readonly ByteBudget _large;
    private readonly ThreadToken? _confinement;
    private readonly HandleLedger? _ledger;
    private long _dedicatedCount;
    private long _slabsFreed;
    private long _misses;
    private long _lostCount;
    private long _lostBytes;
    private volatile bool _isClosed;

    internal BlockDepot(BlockPoolOptions options)
    {
        _options = options;
        Source = options.SlabSource ?? SlabSource.Default;
        _small = new ByteBudget(options.SmallBytesMax);
        _large = new ByteBudget(options.LargeBytesMax);
        _confinement = options.SingleThreaded ? new ThreadToken() : null;
        _ledger = options.Mode == BlockPoolMode.Default ? null : new HandleLedger();
        StripeCount = Math.Clamp(Environment.ProcessorCount / 4, 1, StripeCountMax);
        _arenas = new BlockArena[StripeCount * SizeClass.Count];
        for (int index = 0; index < _arenas.Length; index++)
        {
            _arenas[index] = new BlockArena(this, index % SizeClass.Count);
        }
    }

    internal SlabSource Source { get; }

    internal int StripeCount { get; }

    internal override void Recycle(NativeBlock block)
    {
        Slab slab = block.Slab!;
        if (slab.Arena is { } arena)
        {
            arena.Return(block);
        }
        else
        {
            int lengthBytes = slab.BlockLength;
            slab.FreeWith(block);
            _large.Release(lengthBytes);
            Interlocked.Decrement(ref _dedicatedCount);
        }
    }

    internal override void ReportLost(NativeBlock block)
    {
        Interlocked.Increment(ref _lostCount);
        Interlocked.Add(ref _lostBytes, block.Length);
        _options.OnMisuse?.Invoke(new BlockMisuse
        {
            Kind = BlockMisuseKind.LostBlock,
            PoolName = _options.Name,
            BlockLength = block.Length,
            Message = $"A block of {block.Length} bytes became unreachable with {block.References.Count} references: "
                + "a handle was not disposed.",
        });
    }

    /// <summary>Takes a free block. Ownership: transfers to the caller, who starts its references.</summary>
    internal NativeBlock Take(int lengthMin, bool allowDirty)
    {
        NativeBlock block = TakeAny(lengthMin);
        if (_options.ZeroOnRent)
        {
            if (block.IsDirty && !allowDirty)
            {
                block.AsSpan(0, block.Length).Clear();
            }

            block.IsDirty = true;
        }

        return block;
    }

    internal NativeBlock CreateBlock(Memory<byte> memory) =>
        new(this, memory) { Confinement = _confinement, Ledger = _ledger };

    internal void FreeSlab(Slab slab)
    {
        slab.Free();
        _small.Release(Slab.LengthBytes);
        Interlocked.Increment(ref _slabsFreed);
    }

    internal void ThrowIfClosed(bool isClosed) => ObjectDisposedException.ThrowIf(isClosed, typeof(BlockPool));

    internal bool RetainsTooMuch() => false;

    internal void Trim()
    {
        foreach (BlockArena arena in _arenas)
        {
            FreeSlabs(arena.TakeWhollyFree());
        }
    }

    internal void Close()
    {
        _isClosed = true;
        foreach (BlockArena arena in _arenas)
        {
            FreeSlabs(arena.Close());
        }
    }

    internal BlockPoolStatistics GetStatistics()
    {
        long rentedBlocks = 0;
        long rentedBytes = 0;
        int slabCount = 0;
        foreach (BlockArena arena in _arenas)
        {
            ArenaTally tally = arena.Tally();
            rentedBlocks += tally.OutsideCount;
            rentedBytes += tally.OutsideCount * arena.BlockLength;
            slabCount += tally.SlabCount;
        }

        long slabBytes = (long)slabCount * Slab.LengthBytes;
        long dedicatedBlocks = Volatile.Read(ref _dedicatedCount);
        return new BlockPoolStatistics
        {
            Name = _options.Name,
            RentedBlocks = rentedBlocks + dedicatedBlocks - _lostCount,
            RentedBytes = rentedBytes + _large.Used - _lostBytes,
            RetainedBytes = slabBytes - rentedBytes,
            SlabCount = slabCount,
            SlabBytes = slabBytes,
            DedicatedBlocks = dedicatedBlocks,
            DedicatedBytes = _large.Used,
            Trims = _slabsFreed,
            Misses = _misses,
            LostBlocks = _lostCount,
            LostBytes = _lostBytes,
        };
    }

    private NativeBlock TakeAny(int lengthMin)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lengthMin);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lengthMin, LengthMax);
        ThrowIfClosed(_isClosed);
        if (_confinement is { IsCurrent: false })
        {
            ThrowHelper.ThrowWrongThread();
        }

        if (lengthMin > SizeClass.LengthMax)
        {
            return TakeDedicated(lengthMin);
        }

        BlockArena arena = _arenas[SizeClass.Of(Math.Max(lengthMin, 1))];
        return arena.TryTake(1) ?? arena.AddAndTake(AllocateSlab(arena), 1);
    }

    private Slab AllocateSlab(BlockArena arena)
    {
        if (!_small.TryReserve(Slab.LengthBytes))
        {
            ThrowCapReached(nameof(BlockPoolOptions.SmallBytesMax), _small, Slab.LengthBytes);
        }

        try
        {
            Interlocked.Increment(ref _misses);
            return new Slab(
                this,
                arena,
                Source.AllocateChecked(Slab.LengthBytes, Slab.LengthBytes),
                Slab.LengthBytes,
                arena.BlockLength);
        }
        catch
        {
            _small.Release(Slab.LengthBytes);
            throw;
        }
    }

    private NativeBlock TakeDedicated(int lengthMin)
    {
        int lengthBytes = (lengthMin + PageMask) & ~PageMask;
        if (!_large.TryReserve(lengthBytes))
        {
            ThrowCapReached(nameof(BlockPoolOptions.LargeBytesMax), _large, lengthBytes);
        }

        try
        {
            Interlocked.Increment(ref _misses);
            var region = new Slab(this, null, Source.AllocateChecked(lengthBytes, PageLength), lengthBytes, lengthBytes);
            NativeBlock block = region.CarveUnsynchronized();
            Interlocked.Increment(ref _dedicatedCount);
            return block;
        }
        catch
        {
            _large.Release(lengthBytes);
            throw;
        }
    }

    // MA0012 reserves this exception for the runtime; here it says what it is for: a budget, not the machine, is full.
#pragma warning disable MA0012
    [DoesNotReturn]
    private void ThrowCapReached(string option, ByteBudget budget, long bytes) => throw new InsufficientMemoryException(
        $"Pool '{_options.Name}' cannot allocate {bytes} bytes more: {budget.Used} of the {budget.BytesMax} bytes of "
        + $"{option} are in use.");
#pragma warning restore MA0012

    private void FreeSlabs(Slab? slabs)
    {
        while (slabs is not null)
        {
            Slab slab = slabs;
            slabs = slab.Next;
            slab.Next = null;
            FreeSlab(slab);
        }
    }
}
