using System;
using System.Buffers;
using System.Diagnostics;

namespace ChunkedBuffers;

/// <summary>One region of native memory, carved into blocks of one size as they are asked for.</summary>
/// <remarks>
/// Thread safety: everything but the constructor and <see cref="Free"/> needs the arena's lock. A region that is free
/// as a whole is disposed exactly once, by whoever took it out of its arena. A block that was lost never comes back to
/// the stack, so a slab with one never counts as free as a whole and its memory stays allocated.
/// </remarks>
internal sealed class Slab
{
    internal const int LengthBytes = 2 * 1024 * 1024;

    /// <summary>Neighbours in the arena's list of equally full slabs.</summary>
    internal Slab? Previous;
    internal Slab? Next;

    /// <summary>The arena's list that the slab is in.</summary>
    internal int Bucket;

    private readonly BlockDepot _depot;
    private readonly MemoryManager<byte> _region;
    private readonly Memory<byte> _memory;
    private readonly NativeBlock?[] _free;
    private readonly bool _isZeroed;
    private MemoryHandle _pin;
    private int _stackedCount;
    private int _carvedCount;

    private Slab(BlockDepot depot, BlockArena? arena, MemoryManager<byte> region, int lengthBytes, int blockLength)
    {
        Debug.Assert(lengthBytes % blockLength == 0, "Blocks fill the slab.");
        _depot = depot;
        _isZeroed = depot.Source.AllocatesZeroed;
        Arena = arena;
        BlockLength = blockLength;
        Capacity = lengthBytes / blockLength;
        _free = arena is null ? [] : new NativeBlock?[Capacity];
        _region = region;
        _pin = region.Pin();
        _memory = region.Memory[..lengthBytes];
        GC.AddMemoryPressure(lengthBytes);
    }

    /// <summary>Gets the arena that the blocks return to; null for a region that holds one large block.</summary>
    internal BlockArena? Arena { get; }

    internal int BlockLength { get; }

    /// <summary>Gets the whole region; borrowed, valid as long as one of its blocks is rented.</summary>
    internal ReadOnlyMemory<byte> Memory => _memory;

    internal int Capacity { get; }

    internal int FreeCount => _stackedCount + Capacity - _carvedCount;

    internal bool IsWhollyFree => FreeCount == Capacity;

    /// <summary>Allocates a slab for an arena; nothing is left behind when the source throws.</summary>
    internal static Slab Allocate(BlockDepot depot, BlockArena arena) => new(
        depot, arena, depot.Source.AllocateChecked(LengthBytes, LengthBytes), LengthBytes, arena.BlockLength);

    /// <summary>Allocates a region for one large block.</summary>
    internal static Slab AllocateDedicated(BlockDepot depot, int lengthBytes, int alignmentBytes) => new(
        depot, null, depot.Source.AllocateChecked(lengthBytes, alignmentBytes), lengthBytes, lengthBytes);

    /// <summary>Allocates a region for one block that ends at an inaccessible page.</summary>
    internal static Slab AllocateGuarded(BlockDepot depot, int lengthBytes) => new(
        depot, null, depot.Source.AllocateGuardedChecked(lengthBytes), lengthBytes, lengthBytes);

    /// <summary>Takes a block; the most recently returned one, because its bytes are likely still cached.</summary>
    internal NativeBlock TakeUnsynchronized()
    {
        if (_stackedCount == 0)
        {
            return CarveUnsynchronized();
        }

        int index = --_stackedCount;
        NativeBlock block = _free[index]!;

        // A slot that kept the block would keep it reachable, and a lost block would never be noticed.
        _free[index] = null;
        return block;
    }

    internal void ReturnUnsynchronized(NativeBlock block)
    {
        Debug.Assert(block.Slab == this && block.Next is null, "The block comes home, and alone.");

        // A free block would keep the buffer reachable, and with it blocks that were lost together with it.
        block.FrontOwner = null;
        _free[_stackedCount++] = block;
    }

    /// <summary>Makes the block at the end of the carved part.</summary>
    internal NativeBlock CarveUnsynchronized()
    {
        Debug.Assert(_carvedCount < Capacity, "The caller saw a free block.");
        NativeBlock block = _depot.CreateBlock(_memory.Slice(_carvedCount * BlockLength, BlockLength));
        block.Slab = this;
        block.SizeClass = Arena?.SizeClass ?? SizeClass.Count;
        block.IsDirty = !_isZeroed;
        _carvedCount++;
        return block;
    }

    /// <summary>
    /// Gives the memory back. The caller took the slab out of its arena, and no block of it is rented.
    /// </summary>
    internal void Free()
    {
        for (int index = 0; index < _stackedCount; index++)
        {
            Retire(_free[index]!);
            _free[index] = null;
        }

        _stackedCount = 0;
        FreeRegion();
    }

    /// <summary>Takes the memory away from a block that came home and will not be rented again.</summary>
    internal static void Retire(NativeBlock block)
    {
        Debug.Assert(block.References.Count == 0, "Nobody holds a block whose memory goes.");
        block.DetachMemory();
        GC.SuppressFinalize(block);
    }

    /// <summary>Makes a guarded region inaccessible.</summary>
    internal void Seal() => _depot.Source.Seal(_region);

    private void FreeRegion()
    {
        int lengthBytes = _memory.Length;
        _pin.Dispose();
        ((IDisposable)_region).Dispose();
        GC.RemoveMemoryPressure(lengthBytes);
    }
}
