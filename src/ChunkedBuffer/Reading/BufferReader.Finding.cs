using System;
using System.Buffers;
using System.Runtime.CompilerServices;

namespace ChunkedBuffers;

/// <content>Looking for a place in the unread bytes, in the current chunk and further on.</content>
public ref partial struct BufferReader
{
    /// <summary>
    /// Up to this length a needle is looked for in the current chunk by the framework's search, whose worst case is the
    /// product of the lengths; a longer one goes to the search that is linear.
    /// </summary>
    private const int QuickNeedleLengthMax = 8;

    /// <summary>Failure tables up to this length live on the stack: 1 KiB.</summary>
    private const int StackBordersMax = 256;

    /// <summary>Finds a byte in the first <paramref name="lengthMax"/> unread bytes; -1 when it is not there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long Find(byte value, long lengthMax = long.MaxValue)
    {
        ReadOnlySpan<byte> unread = _span.Slice(_index);
        int hit = unread.IndexOf(value);
        if (hit >= 0)
        {
            return hit < lengthMax ? hit : -1;
        }

        return FindAcross(new ByteFinder(value), unread.Length, lengthMax, 1);
    }

    /// <summary>Finds a run of bytes that lies in the first <paramref name="lengthMax"/> unread bytes.</summary>
    private long Find(scoped ReadOnlySpan<byte> needle, long lengthMax = long.MaxValue)
    {
        int searched = 0;
        if (needle.Length <= QuickNeedleLengthMax)
        {
            ReadOnlySpan<byte> unread = _span.Slice(_index);
            int hit = unread.IndexOf(needle);
            if (hit >= 0)
            {
                return hit <= lengthMax - needle.Length ? hit : -1;
            }

            // A match may still begin in the last bytes of the chunk and end in the next.
            searched = Math.Max(0, unread.Length - needle.Length + 1);
        }

        return _isSequence
            ? FindNeedleInSequence(needle, searched, lengthMax)
            : FindNeedleInView(needle, searched, lengthMax);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly long FindNeedleInView(scoped ReadOnlySpan<byte> needle, int searched, long lengthMax)
    {
        ThrowIfChanged();
        long end = lengthMax < Remaining ? Consumed + lengthMax : _length;
        long found = ChunkSearch.IndexOf(_view, needle, Consumed + searched, end);
        return found < 0 ? -1 : found - Consumed;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private long FindNeedleInSequence(scoped ReadOnlySpan<byte> needle, int searched, long lengthMax)
    {
        if (needle.Length <= StackBordersMax)
        {
            Span<int> stacked = stackalloc int[StackBordersMax];
            return FindAcross(new NeedleFinder(needle, stacked), searched, lengthMax, needle.Length);
        }

        int[] rented = ArrayPool<int>.Shared.Rent(needle.Length);
        long found = FindAcross(new NeedleFinder(needle, rented), searched, lengthMax, needle.Length);
        ArrayPool<int>.Shared.Return(rented);
        return found;
    }

    /// <summary>
    /// Searches chunk after chunk and comes back to the position; the offset of the match's first byte from it, or -1.
    /// The first <paramref name="searched"/> bytes of the current chunk cannot begin a match.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private long FindAcross<TFinder>(scoped TFinder finder, int searched, long lengthMax, int matchLength)
        where TFinder : struct, IChunkFinder, allows ref struct
    {
        ThrowIfChanged();
        Bookmark start = Remember();
        long found = -1;
        long passed = Math.Min(searched, lengthMax);
        _index += (int)passed;
        do
        {
            int count = (int)Math.Min(_span.Length - _index, lengthMax - passed);
            int end = finder.FindEnd(_span.Slice(_index, count));
            if (end >= 0)
            {
                found = passed + end + 1 - matchLength;
                break;
            }

            passed += count;
            _index += count;
        }
        while (passed < lengthMax && MoveToNextChunk());

        ReturnTo(start);
        return found;
    }
}
