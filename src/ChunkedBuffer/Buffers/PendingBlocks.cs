using System;

namespace ChunkedBuffers;

/// <summary>Blocks that were rented for a lease of several pieces and are not part of the buffer yet.</summary>
internal struct PendingBlocks
{
    private (NativeBlock? Block, uint Generation, int References)[]? _items;

    internal int Count { get; private set; }

    internal readonly (NativeBlock Block, uint Generation) this[int index] =>
        (_items![index].Block!, _items[index].Generation);

    /// <summary>Ownership: transfers all references of the block.</summary>
    internal void Add(NativeBlock block, uint generation)
    {
        _items ??= new (NativeBlock?, uint, int)[4];
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, Count * 2);
        }

        _items[Count++] = (block, generation, block.References.Count);
    }

    /// <summary>Ownership: transfers the references of one block to the caller.</summary>
    internal readonly (NativeBlock Block, uint Generation) TakeAt(int index)
    {
        (NativeBlock Block, uint Generation) taken = this[index];
        _items![index] = default;
        return taken;
    }

    /// <summary>Gives back all blocks that were not taken.</summary>
    internal void ReleaseAll()
    {
        for (int index = 0; index < Count; index++)
        {
            (NativeBlock? block, uint generation, int references) = _items![index];
            block?.Release(generation, references);
            _items[index] = default;
        }

        Count = 0;
    }
}
