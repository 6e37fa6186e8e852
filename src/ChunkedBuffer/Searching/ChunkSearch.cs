using System;
using System.Buffers;

namespace ChunkedBuffers;

/// <summary>Finds bytes and needles in a view, independent of where its chunks begin and end.</summary>
/// <remarks>
/// Single bytes and sets use the framework's vectorised searches chunk by chunk: they need no border handling. Needles
/// are in <c>ChunkSearch.Needle.cs</c> and <c>ChunkSearch.LastNeedle.cs</c>.
/// </remarks>
internal static partial class ChunkSearch
{
    /// <summary>Finds the first <paramref name="value"/> in [start, end); -1 when there is none.</summary>
    internal static long IndexOf(in ChunkView view, byte value, long start, long end) =>
        First(view, new ByteFinder(value), start, end);

    /// <summary>Finds the first of any of the values in [start, end); -1 when there is none.</summary>
    internal static long IndexOfAny(in ChunkView view, SearchValues<byte> values, long start, long end)
    {
        ArgumentNullException.ThrowIfNull(values);
        return First(view, new AnyByteFinder(values, except: false), start, end);
    }

    /// <summary>Finds the last <paramref name="value"/> in [start, end); -1 when there is none.</summary>
    internal static long LastIndexOf(in ChunkView view, byte value, long start, long end) =>
        Last(view, new LastByteFinder(value), start, end);

    /// <summary>Finds the last of any of the values in [start, end); -1 when there is none.</summary>
    internal static long LastIndexOfAny(in ChunkView view, SearchValues<byte> values, long start, long end)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Last(view, new LastOfAnyFinder(values), start, end);
    }

    /// <summary>An offset behind the end of every chunk.</summary>
    private const int WholeChunk = int.MaxValue;

    /// <summary>Asks a finder of single bytes about one chunk after the other, from the front.</summary>
    private static long First<TFinder>(in ChunkView view, TFinder finder, long start, long end)
        where TFinder : struct, IChunkFinder
    {
        SearchRange range = SearchRange.Create(start, end, view.Length);
        if (range.Length <= 0)
        {
            return -1;
        }

        int index = view.Seek(range.Start, out int offset);
        for (long position = range.Start; position < range.End; index++)
        {
            ReadOnlySpan<byte> chunk = Cut(view[index], offset, range.End - position);
            int found = finder.FindEnd(chunk);
            if (found >= 0)
            {
                return position + found;
            }

            position += chunk.Length;
            offset = 0;
        }

        return -1;
    }

    /// <summary>Asks a finder of single bytes about one chunk after the other, from the end.</summary>
    private static long Last<TFinder>(in ChunkView view, TFinder finder, long start, long end)
        where TFinder : struct, IChunkFinder
    {
        SearchRange range = SearchRange.Create(start, end, view.Length);
        if (range.Length <= 0)
        {
            return -1;
        }

        int index = view.Seek(range.End, out int offset);
        for (long position = range.End; position > range.Start; index--)
        {
            ReadOnlySpan<byte> chunk = CutBack(view[index], offset, position - range.Start);
            position -= chunk.Length;
            int found = finder.FindEnd(chunk);
            if (found >= 0)
            {
                return position + found;
            }

            offset = WholeChunk;
        }

        return -1;
    }

    /// <summary>At most <paramref name="lengthMax"/> bytes of a chunk from <paramref name="offset"/> on.</summary>
    private static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> chunk, int offset, long lengthMax)
    {
        ReadOnlySpan<byte> rest = chunk[offset..];
        return rest.Length > lengthMax ? rest[..(int)lengthMax] : rest;
    }

    /// <summary>At most <paramref name="lengthMax"/> bytes of a chunk in front of <paramref name="offset"/>.</summary>
    private static ReadOnlySpan<byte> CutBack(ReadOnlySpan<byte> chunk, int offset, long lengthMax)
    {
        ReadOnlySpan<byte> front = chunk[..Math.Min(offset, chunk.Length)];
        return front.Length > lengthMax ? front[^(int)lengthMax..] : front;
    }
}
