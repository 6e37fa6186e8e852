using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ChunkedBuffers;

/// <summary>
/// A borrowed look at a sequence of chunks: the two runs of a buffer's ring, the list behind a slice, or one span. All
/// read algorithms work on it, so that buffers, slices and spans give the same answers.
/// </summary>
/// <remarks>No chunk is empty: a buffer's open write lease is not among its chunks.</remarks>
internal readonly ref struct ChunkView
{
    private readonly ReadOnlySpan<Segment> _first;
    private readonly ReadOnlySpan<Segment> _second;
    private readonly ReadOnlySpan<byte> _only;

    internal ChunkView(ReadOnlySpan<Segment> first, ReadOnlySpan<Segment> second, long length)
    {
        Debug.Assert(!first.IsEmpty || second.IsEmpty, "The first run fills first.");
        _first = first;
        _second = second;
        Length = length;
        Count = first.Length + second.Length;
    }

    internal ChunkView(ReadOnlySpan<byte> only)
    {
        _only = only;
        Length = only.Length;
        Count = only.IsEmpty ? 0 : 1;
    }

    /// <summary>Gets the number of bytes.</summary>
    internal long Length { get; }

    /// <summary>Gets the number of chunks.</summary>
    internal int Count { get; }

    internal ReadOnlySpan<byte> this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _first.IsEmpty ? Only(index) : Segment(index).Span;
    }

    /// <summary>The block range behind a chunk; only for views over segments.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref readonly Segment Segment(int index) =>
        ref index < _first.Length ? ref _first[index] : ref _second[index - _first.Length];

    /// <summary>Position of a chunk's first byte, counted from the start of the view.</summary>
    internal long OffsetOf(int index) => _first.IsEmpty ? 0 : Segment(index).Offset - _first[0].Offset;

    /// <summary>
    /// Finds the chunk that holds the byte at <paramref name="offset"/>; for the offset at the end, the last chunk and
    /// the position behind its last byte. The view must not be empty.
    /// </summary>
    internal int Seek(long offset, out int offsetInChunk)
    {
        Debug.Assert(offset >= 0 && offset <= Length && Count > 0, "The caller validated the offset.");
        int low = 0;
        int high = Count - 1;
        while (low < high)
        {
            int middle = (int)(((uint)low + (uint)high + 1) >> 1);
            if (OffsetOf(middle) <= offset)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        offsetInChunk = (int)(offset - OffsetOf(low));
        return low;
    }

    /// <summary>Lists the chunks from <paramref name="start"/> on; returns how many there are.</summary>
    internal int GetBuffers(Span<ReadOnlyMemory<byte>> destination, long start)
    {
        if ((ulong)start > (ulong)Length)
        {
            ThrowHelper.ThrowRangeOutside(nameof(start), start, 0, Length);
        }

        if (start == Length)
        {
            return 0;
        }

        int first = Seek(start, out int skipped);
        for (int index = first; index < Count && index - first < destination.Length; index++)
        {
            ref readonly Segment segment = ref Segment(index);
            destination[index - first] = segment.Block.AsMemory(segment.Start + skipped, segment.Length - skipped);
            skipped = 0;
        }

        return Count - first;
    }

    /// <summary>Copies all bytes to one block. Ownership: rents; the caller disposes the slice.</summary>
    internal BufferSlice CopyToBlock(BlockPool pool)
    {
        if (Length > BlockDepot.LengthMax)
        {
            ThrowHelper.ThrowTooLongForBlock(Length);
        }

        if (Length == 0)
        {
            return default;
        }

        NativeBlock block = pool.RentShared((int)Length, 1, out uint generation);
        int copied = ChunkCopy.CopyTo(this, 0, block.AsSpan(0, (int)Length));
        return new BufferSlice(block, generation, 0, copied);
    }

    private ReadOnlySpan<byte> Only(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(index, 0);
        return _only;
    }
}
