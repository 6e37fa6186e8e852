using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;

namespace ChunkedBuffers;

/// <summary>Where blocks come from and go to: arenas, slabs, dedicated regions, and the caps on their bytes.</summary>
internal sealed partial class BlockDepot
{
    private readonly ByteBudget _small;
    private readonly ByteBudget _large;
    private long _dedicatedCount;
    private long _dedicatedBytes;
    private long _slabsFreed;
    private long _misses;

    /// <summary>
    /// Takes 1 to <paramref name="countMax"/> blocks linked by <see cref="NativeBlock.Next"/>. Ownership: transfers to
    /// the caller.
    /// </summary>
    internal NativeBlock TakeChain(int sizeClass, int stripe, int countMax)
    {
        BlockArena arena = _arenas[(stripe * SizeClass.Count) + sizeClass];
        if (arena.TryTake(countMax) is { } chain)
        {
            return chain;
        }

        Interlocked.Increment(ref _misses);
        if (_small.TryReserve(Slab.LengthBytes))
        {
            return AddSlab(arena, countMax);
        }

        // Other threads and classes may keep what this one needs; a rent only fails when that is not enough either.
        Trim();
        return TryTakeFromAnyStripe(sizeClass, countMax) ?? AddSlabOrThrow(arena, countMax);
    }

    /// <summary>Takes blocks of any arenas home. Ownership: transfers from the caller.</summary>
    internal static void ReturnChain(NativeBlock? chain)
    {
        while (chain is not null)
        {
            chain = chain.Slab!.Arena!.ReturnRun(chain);
        }
    }

    internal NativeBlock CreateBlock(Memory<byte> memory) =>
        new(this, memory) { Confinement = _confinement, Ledger = _ledger };

    /// <summary>Gives back a region that guarded mode kept long enough.</summary>
    internal void FreeGuarded(Slab region)
    {
        region.Free();
        (region.BlockLength > SizeClass.LengthMax ? _large : _small).Release(region.BlockLength);
    }

    internal void FreeSlabs(Slab? slabs)
    {
        while (slabs is not null)
        {
            Slab slab = slabs;
            slabs = slab.Next;
            slab.Next = null;
            slab.Free();
            _small.Release(Slab.LengthBytes);
            Interlocked.Increment(ref _slabsFreed);
        }
    }

    private NativeBlock? TryTakeFromAnyStripe(int sizeClass, int countMax)
    {
        for (int index = sizeClass; index < _arenas.Length; index += SizeClass.Count)
        {
            if (_arenas[index].TryTake(countMax) is { } chain)
            {
                return chain;
            }
        }

        return null;
    }

    private NativeBlock AddSlabOrThrow(BlockArena arena, int countMax)
    {
        if (!_small.TryReserve(Slab.LengthBytes))
        {
            ThrowCapReached(nameof(BlockPoolOptions.SmallBytesMax), _small, Slab.LengthBytes);
        }

        return AddSlab(arena, countMax);
    }

    /// <summary>Adds a slab for bytes that are reserved; gives the reservation back when there is no memory.</summary>
    private NativeBlock AddSlab(BlockArena arena, int countMax)
    {
        Slab slab;
        try
        {
            slab = AllocateOrTrim(arena, Slab.LengthBytes);
        }
        catch
        {
            _small.Release(Slab.LengthBytes);
            throw;
        }

        _timer.Start();
        return arena.AddAndTake(slab, countMax);
    }

    private NativeBlock TakeDedicated(int lengthMin)
    {
        int lengthBytes = (int)(((long)lengthMin + PageMask) & ~PageMask);
        return TakeWhole(_large, nameof(BlockPoolOptions.LargeBytesMax), lengthBytes);
    }

    private NativeBlock TakeGuarded(int lengthMin)
    {
        int lengthBytes = Math.Max(lengthMin, 1);
        return lengthBytes > SizeClass.LengthMax
            ? TakeWhole(_large, nameof(BlockPoolOptions.LargeBytesMax), lengthBytes)
            : TakeWhole(_small, nameof(BlockPoolOptions.SmallBytesMax), lengthBytes);
    }

    /// <summary>Takes a block that has its region to itself.</summary>
    private NativeBlock TakeWhole(ByteBudget budget, string option, int lengthBytes)
    {
        if (!budget.TryReserve(lengthBytes))
        {
            // Released blocks in quarantine count as well, and go first.
            _guarded?.Drain();
            if (!budget.TryReserve(lengthBytes))
            {
                ThrowCapReached(option, budget, lengthBytes);
            }
        }

        Slab region;
        try
        {
            Interlocked.Increment(ref _misses);
            region = AllocateOrTrim(null, lengthBytes);
        }
        catch
        {
            budget.Release(lengthBytes);
            throw;
        }

        Interlocked.Increment(ref _dedicatedCount);
        Interlocked.Add(ref _dedicatedBytes, lengthBytes);
        return region.CarveUnsynchronized();
    }

    /// <summary>Allocates, and when there is no memory, once more after giving back what the pool keeps free.</summary>
    private Slab AllocateOrTrim(BlockArena? arena, int lengthBytes)
    {
        try
        {
            return Allocate(arena, lengthBytes);
        }
        catch (OutOfMemoryException)
        {
            long freedBefore = Volatile.Read(ref _slabsFreed);
            Trim();
            _guarded?.Drain();
            if (Volatile.Read(ref _slabsFreed) == freedBefore && _guarded is null)
            {
                throw;
            }
        }

        return Allocate(arena, lengthBytes);
    }

    private Slab Allocate(BlockArena? arena, int lengthBytes)
    {
        if (arena is not null)
        {
            return Slab.Allocate(this, arena);
        }

        return _guarded is null
            ? Slab.AllocateDedicated(this, lengthBytes, PageLength)
            : Slab.AllocateGuarded(this, lengthBytes);
    }

    private void RecycleWhole(NativeBlock block)
    {
        Slab region = block.Slab!;
        Slab.Retire(block);
        Interlocked.Decrement(ref _dedicatedCount);
        Interlocked.Add(ref _dedicatedBytes, -region.BlockLength);
        if (_guarded is null)
        {
            region.Free();
            _large.Release(region.BlockLength);
        }
        else
        {
            _guarded.Add(region);
        }
    }

    // MA0012 reserves this exception for the runtime; here it says what it is for: a budget, not the machine, is full.
#pragma warning disable MA0012
    [DoesNotReturn]
    private void ThrowCapReached(string option, ByteBudget budget, long bytes) => throw new InsufficientMemoryException(
        $"Pool '{_options.Name}' cannot allocate {bytes} bytes more: {budget.Used} of the {budget.BytesMax} bytes of "
        + $"{option} are in use.");
#pragma warning restore MA0012
}
