using System;

namespace ChunkedBuffers;

/// <summary>
/// A block that is rented when bytes of two chunks must be shown as one span, kept for the next time, and given back
/// by <see cref="Release"/>.
/// </summary>
internal struct ScratchBlock
{
    private NativeBlock? _block;
    private uint _generation;

    /// <summary>Borrows <paramref name="length"/> bytes; what an earlier call returned is overwritten.</summary>
    internal Span<byte> Rent(BlockPool? pool, int length)
    {
        if (_block is null || _block.Length < length)
        {
            NativeBlock larger = (pool ?? BlockPool.Shared).RentShared(length, 1, out uint generation);
            Release();
            _block = larger;
            _generation = generation;
        }

        return _block.AsSpan(0, length);
    }

    /// <summary>Gives the block back; safe to call again.</summary>
    internal void Release()
    {
        NativeBlock? block = _block;
        _block = null;
        block?.Release(_generation, 1);
    }
}
