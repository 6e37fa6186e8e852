using System;

namespace ChunkedBuffers;

/// <summary>
/// Copies bytes that are not ours into blocks for a list, packed: neighbouring pieces share a block and become one
/// chunk.
/// </summary>
internal struct ForeignBytes(BlockPool pool)
{
    private const int BlockLengthMax = 65536;

    private NativeBlock? _block;
    private uint _generation;
    private int _used;

    /// <summary>
    /// Adds a copy of a piece to the list. <paramref name="remaining"/> is how much may follow, this piece included.
    /// </summary>
    internal void CopyTo(SegmentList list, ReadOnlySpan<byte> piece, long remaining)
    {
        while (!piece.IsEmpty)
        {
            if (_block is null || _used == _block.Length)
            {
                Release();
                _block = pool.RentShared((int)Math.Min(remaining, BlockLengthMax), 1, out _generation);
                _used = 0;
            }

            int part = Math.Min(piece.Length, _block.Length - _used);
            piece[..part].CopyTo(_block.AsSpan(_used, part));
            _block.Acquire(_generation, 1);
            list.Add(_block, _generation, _used, part);
            _used += part;
            piece = piece[part..];
            remaining -= part;
        }
    }

    /// <summary>Gives back the reference to the block that is being filled; the list has its own.</summary>
    internal void Release()
    {
        _block?.Release(_generation, 1);
        _block = null;
    }
}
