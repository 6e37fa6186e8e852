using System;
using System.Buffers;

namespace ChunkedBuffers;

/// <summary>Compares contents, whatever chunks they are in. Order is that of unsigned bytes, then of length.</summary>
internal static class ChunkCompare
{
    internal static bool Equal(in ChunkView left, ReadOnlySpan<byte> right) =>
        left.Length == right.Length && StartsWith(left, right);

    internal static bool Equal(in ChunkView left, in ChunkView right)
    {
        if (left.Length != right.Length)
        {
            return false;
        }

        var walker = new ChunkWalker(left, 0);
        for (int index = 0; index < right.Count; index++)
        {
            if (!walker.IsNext(right[index]))
            {
                return false;
            }
        }

        return true;
    }

    internal static bool Equal(in ChunkView left, in ReadOnlySequence<byte> right)
    {
        if (left.Length != right.Length)
        {
            return false;
        }

        var walker = new ChunkWalker(left, 0);
        foreach (ReadOnlyMemory<byte> segment in right)
        {
            if (!walker.IsNext(segment.Span))
            {
                return false;
            }
        }

        return true;
    }

    internal static int Compare(in ChunkView left, ReadOnlySpan<byte> right)
    {
        int common = (int)Math.Min(left.Length, right.Length);
        var walker = new ChunkWalker(left, 0);
        int order = walker.CompareNext(right[..common]);
        return order != 0 ? order : left.Length.CompareTo(right.Length);
    }

    internal static int Compare(in ChunkView left, in ChunkView right)
    {
        long common = Math.Min(left.Length, right.Length);
        var walker = new ChunkWalker(left, 0);
        for (int index = 0; common > 0; index++)
        {
            int order = CompareNext(ref walker, right[index], ref common);
            if (order != 0)
            {
                return order;
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    internal static int Compare(in ChunkView left, in ReadOnlySequence<byte> right)
    {
        long common = Math.Min(left.Length, right.Length);
        var walker = new ChunkWalker(left, 0);
        foreach (ReadOnlyMemory<byte> segment in right)
        {
            int order = CompareNext(ref walker, segment.Span, ref common);
            if (order != 0)
            {
                return order;
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    internal static bool StartsWith(in ChunkView view, ReadOnlySpan<byte> prefix) =>
        prefix.Length <= view.Length && new ChunkWalker(view, 0).IsNext(prefix);

    internal static bool EndsWith(in ChunkView view, ReadOnlySpan<byte> suffix) =>
        suffix.Length <= view.Length && new ChunkWalker(view, view.Length - suffix.Length).IsNext(suffix);

    private static int CompareNext(scoped ref ChunkWalker walker, ReadOnlySpan<byte> piece, ref long common)
    {
        piece = piece.Length > common ? piece[..(int)common] : piece;
        common -= piece.Length;
        return walker.CompareNext(piece);
    }
}
