using System;
using System.Collections.Generic;

namespace ChunkedBuffers;

/// <content>Splitting and trimming without copying; the parts are slices of their own.</content>
public readonly partial struct BufferSlice
{
    /// <summary>
    /// Splits at every separator, as bytearray does: an empty content has one empty part, neighbouring separators have
    /// an empty part between them. Ownership: shares; the caller disposes each part.
    /// </summary>
    /// <param name="separator">The bytes between the parts, at least one.</param>
    /// <param name="splitsMax">How often to split at most; the last part is the rest. -1 means no limit.</param>
    /// <returns>The parts in order.</returns>
    /// <exception cref="ArgumentException">The separator is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="splitsMax"/> is less than -1.</exception>
    /// <exception cref="ObjectDisposedException">The handle is stale.</exception>
    public BufferSlice[] Split(ReadOnlySpan<byte> separator, int splitsMax = -1)
    {
        Segment scratch = default;
        var parts = new List<BufferSlice>();
        try
        {
            foreach (SliceRange part in new SplitRanges(View(ref scratch), separator, splitsMax))
            {
                parts.Add(Part(part));
            }

            return [.. parts];
        }
        catch
        {
            DisposeAll(parts);
            throw;
        }
    }

    /// <summary>
    /// Splits at runs of ASCII whitespace (space, tab, LF, CR, vertical tab, form feed); no part is empty. Ownership:
    /// shares; the caller disposes each part.
    /// </summary>
    /// <returns>The parts in order.</returns>
    /// <exception cref="ObjectDisposedException">The handle is stale.</exception>
    public BufferSlice[] Split()
    {
        Segment scratch = default;
        var parts = new List<BufferSlice>();
        try
        {
            foreach (SliceRange part in new WordRanges(View(ref scratch)))
            {
                parts.Add(Part(part));
            }

            return [.. parts];
        }
        catch
        {
            DisposeAll(parts);
            throw;
        }
    }

    /// <summary>
    /// Splits at separators into the room there is, without allocating; when there are more parts, the last one is the
    /// rest with its separators. Ownership: shares; the caller disposes each part.
    /// </summary>
    /// <param name="separator">The bytes between the parts, at least one.</param>
    /// <param name="destination">Receives the parts in order; what it held before is overwritten, not disposed.</param>
    /// <returns>The number of parts.</returns>
    /// <exception cref="ArgumentException">The separator is empty.</exception>
    /// <exception cref="ObjectDisposedException">The handle is stale.</exception>
    public int Split(ReadOnlySpan<byte> separator, Span<BufferSlice> destination)
    {
        Segment scratch = default;
        var ranges = new SplitRanges(View(ref scratch), separator, Math.Max(0, destination.Length - 1));
        int count = 0;
        try
        {
            while (count < destination.Length && ranges.MoveNext())
            {
                destination[count] = Part(ranges.Current);
                count++;
            }

            return count;
        }
        catch
        {
            foreach (ref BufferSlice part in destination[..count])
            {
                part.Dispose();
                part = default;
            }

            throw;
        }
    }

    /// <summary>
    /// Splits at line feeds; one carriage return in front of it belongs to the end of a line, a lone one ends no line.
    /// What follows the last line feed is a line unless it is empty. Ownership: shares; the caller disposes each line.
    /// </summary>
    /// <param name="keepEnds">Whether the lines keep their ends.</param>
    /// <returns>The lines in order.</returns>
    /// <exception cref="ObjectDisposedException">The handle is stale.</exception>
    public BufferSlice[] Lines(bool keepEnds = false)
    {
        Segment scratch = default;
        var lines = new List<BufferSlice>();
        try
        {
            foreach (SliceRange line in new LineRanges(View(ref scratch), keepEnds))
            {
                lines.Add(Part(line));
            }

            return [.. lines];
        }
        catch
        {
            DisposeAll(lines);
            throw;
        }
    }

    /// <summary>
    /// Leaves out ASCII whitespace at both ends. Ownership: shares; the result is disposed on its own.
    /// </summary>
    /// <returns>What is left.</returns>
    /// <exception cref="ObjectDisposedException">The handle is stale.</exception>
    public BufferSlice Trim()
    {
        Segment scratch = default;
        return Part(ChunkTrim.Trim(View(ref scratch), atStart: true, atEnd: true));
    }

    /// <summary>Leaves out certain bytes at both ends. Ownership: shares; the result is disposed on its own.</summary>
    /// <param name="trimmed">The bytes to leave out, each by itself and in any order.</param>
    /// <returns>What is left.</returns>
    /// <exception cref="ObjectDisposedException">The handle is stale.</exception>
    public BufferSlice Trim(ReadOnlySpan<byte> trimmed)
    {
        Segment scratch = default;
        return Part(ChunkTrim.Trim(View(ref scratch), trimmed, atStart: true, atEnd: true));
    }

    /// <summary>
    /// Leaves out ASCII whitespace at the start. Ownership: shares; the result is disposed on its own.
    /// </summary>
    /// <returns>What is left.</returns>
    /// <exception cref="ObjectDisposedException">The handle is stale.</exception>
    public BufferSlice TrimStart()
    {
        Segment scratch = default;
        return Part(ChunkTrim.Trim(View(ref scratch), atStart: true, atEnd: false));
    }

    /// <summary>Leaves out certain bytes at the start. Ownership: shares; the result is disposed on its own.</summary>
    /// <param name="trimmed">The bytes to leave out, each by itself and in any order.</param>
    /// <returns>What is left.</returns>
    /// <exception cref="ObjectDisposedException">The handle is stale.</exception>
    public BufferSlice TrimStart(ReadOnlySpan<byte> trimmed)
    {
        Segment scratch = default;
        return Part(ChunkTrim.Trim(View(ref scratch), trimmed, atStart: true, atEnd: false));
    }

    /// <summary>Leaves out ASCII whitespace at the end. Ownership: shares; the result is disposed on its own.</summary>
    /// <returns>What is left.</returns>
    /// <exception cref="ObjectDisposedException">The handle is stale.</exception>
    public BufferSlice TrimEnd()
    {
        Segment scratch = default;
        return Part(ChunkTrim.Trim(View(ref scratch), atStart: false, atEnd: true));
    }

    /// <summary>Leaves out certain bytes at the end. Ownership: shares; the result is disposed on its own.</summary>
    /// <param name="trimmed">The bytes to leave out, each by itself and in any order.</param>
    /// <returns>What is left.</returns>
    /// <exception cref="ObjectDisposedException">The handle is stale.</exception>
    public BufferSlice TrimEnd(ReadOnlySpan<byte> trimmed)
    {
        Segment scratch = default;
        return Part(ChunkTrim.Trim(View(ref scratch), trimmed, atStart: false, atEnd: true));
    }

    private BufferSlice Part(SliceRange part) => part.Length == 0 ? default : Slice(part.Start, part.Length);

    /// <summary>Gives back what was made before something failed.</summary>
    private static void DisposeAll(List<BufferSlice> parts)
    {
        foreach (BufferSlice part in parts)
        {
            part.Dispose();
        }
    }
}
