using System;
using System.Diagnostics;
using System.Runtime.InteropServices;
using ChunkedBuffers;

namespace NativeIo;

/// <summary>
/// The blocks that the chunks of one file are read to, used again and again while nobody keeps a chunk. Ownership: owns
/// one handle of each block; the blocks live as long as somebody shares them.
/// </summary>
/// <remarks>Thread safety: none; a block that is being filled is left alone until that is over.</remarks>
internal sealed class ChunkBlocks : IDisposable
{
    private readonly BlockPool _pool;
    private readonly int _length;
    private readonly BufferSlice[] _slots;

    internal ChunkBlocks(BlockPool pool, int length, int count)
    {
        Debug.Assert(length > 0 && count > 0, "There is a block to read to.");
        _pool = pool;
        _length = length;
        _slots = new BufferSlice[count];
    }

    /// <summary>Gets the length of a chunk.</summary>
    internal int ChunkLength => _length;

    /// <summary>
    /// Gets the memory of a slot to fill. Ownership: borrows, until the slot is taken again or everything is disposed.
    /// </summary>
    internal Memory<byte> Take(int slot)
    {
        ref BufferSlice block = ref _slots[slot];
        if (block.IsEmpty || !block.IsUnique)
        {
            // Somebody kept the chunk: the block is theirs.
            BufferSlice kept = block;
            block = default;
            kept.Dispose();
            using BlockLease lease = _pool.RentBlock(_length, allowDirty: true);
            block = lease.Share(0, _length);
        }

        // Nobody else has a handle of this block, so nobody sees it change.
        return MemoryMarshal.AsMemory(block.AsMemory());
    }

    /// <summary>Gets what was read to a slot. Ownership: the caller disposes the slice.</summary>
    internal BufferSlice Lend(int slot, int length) => length == 0 ? default : _slots[slot].Slice(0, length);

    public void Dispose()
    {
        foreach (ref BufferSlice block in _slots.AsSpan())
        {
            BufferSlice kept = block;
            block = default;
            kept.Dispose();
        }
    }
}
