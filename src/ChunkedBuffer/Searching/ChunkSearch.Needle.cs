using System;

namespace ChunkedBuffers;

/// <content>Needles of any length over any number of chunks: no join buffer, no allocation, linear time.</content>
/// <remarks>
/// The search looks for the needle's <see cref="NeedleProbe"/>, a pair of bytes, and compares the rest where it is
/// found. A place at the border is compared chunk by chunk, backward and forward, from the pair's position.
/// </remarks>
internal static partial class ChunkSearch
{
    /// <summary>In content this short the choice of a pair costs more than the framework's search.</summary>
    private const int ShortContent = 512;

    /// <summary>Comparing a needle this short at every place is still a constant for each byte.</summary>
    private const int ShortNeedle = 32;

    /// <summary>Finds the first needle that lies wholly in [start, end); -1 when there is none.</summary>
    internal static long IndexOf(in ChunkView view, ReadOnlySpan<byte> needle, long start, long end)
    {
        if (view.Count == 1 && view.Length <= ShortContent && needle.Length <= ShortNeedle)
        {
            return IndexOfShort(view[0], needle, start, end);
        }

        var work = new SearchWork();
        return IndexOf(view, needle, start, end, ref work);
    }

    private static long IndexOfShort(ReadOnlySpan<byte> content, ReadOnlySpan<byte> needle, long start, long end)
    {
        SearchRange range = SearchRange.Create(start, end, content.Length);
        if (range.Length < needle.Length)
        {
            return -1;
        }

        int found = content[(int)range.Start..(int)range.End].IndexOf(needle);
        return found < 0 ? -1 : range.Start + found;
    }

    /// <summary>The same, and shows the work it took.</summary>
    internal static long IndexOf(
        in ChunkView view, ReadOnlySpan<byte> needle, long start, long end, scoped ref SearchWork work)
    {
        if (needle.Length == 1)
        {
            return IndexOf(view, needle[0], start, end);
        }

        SearchRange range = SearchRange.Create(start, end, view.Length);
        if (needle.IsEmpty || range.Length < needle.Length)
        {
            return needle.IsEmpty && range.Length >= 0 ? range.Start : -1;
        }

        NeedleProbe probe = NeedleProbe.Create(needle);
        long probeEnd = range.End - needle.Length + probe.Offset + 1;
        long from = range.Start;
        while (true)
        {
            long found = IndexOfByProbe(view, needle, probe, from + probe.Offset, probeEnd, ref work, out long resume);
            if (found >= 0 || !work.IsExhausted)
            {
                return found;
            }

            found = NeedleAutomaton.IndexOf(view, needle, resume, range.End, out from);
            work.Restart(from + needle.Length - resume);
            if (found >= 0 || range.End - from < needle.Length)
            {
                return found;
            }
        }
    }

    /// <summary>Goes over the positions [from, to) of the probe's first byte until the work is exhausted.</summary>
    private static long IndexOfByProbe(
        in ChunkView view,
        ReadOnlySpan<byte> needle,
        NeedleProbe probe,
        long from,
        long to,
        scoped ref SearchWork work,
        out long resume)
    {
        int index = view.Seek(from, out int at);
        long chunkStart = from - at;
        for (; chunkStart + at < to; index++)
        {
            ReadOnlySpan<byte> chunk = view[index];
            int chunkEnd = (int)Math.Min(chunk.Length, to - chunkStart);
            int insideEnd = Math.Min(chunkEnd, chunk.Length - probe.Distance);
            while (at < chunkEnd)
            {
                int candidate = NextCandidate(chunk, probe, at, insideEnd, chunkEnd);
                work.Earn(candidate - at);
                if (candidate == chunkEnd)
                {
                    break;
                }

                if (Matches(view, index, chunk, candidate - probe.Offset, needle, ref work))
                {
                    resume = 0;
                    return chunkStart + candidate - probe.Offset;
                }

                at = candidate + 1;
                if (work.IsExhausted)
                {
                    resume = chunkStart + at - probe.Offset;
                    return -1;
                }
            }

            chunkStart += chunk.Length;
            at = 0;
        }

        resume = to;
        return -1;
    }

    /// <summary>
    /// The next position with the pair, or, where its second byte lies in another chunk, with the first byte;
    /// <paramref name="chunkEnd"/> when there is none.
    /// </summary>
    private static int NextCandidate(ReadOnlySpan<byte> chunk, NeedleProbe probe, int at, int insideEnd, int chunkEnd)
    {
        if (at < insideEnd)
        {
            int found = probe.IndexOf(chunk, at, insideEnd);
            if (found >= 0)
            {
                return found;
            }

            at = insideEnd;
        }

        while (at < chunkEnd && chunk[at] != probe.First)
        {
            at++;
        }

        return at;
    }

    /// <summary>
    /// Compares the needle with what starts at an offset of a chunk, negative when it starts before it.
    /// </summary>
    private static bool Matches(
        in ChunkView view,
        int index,
        ReadOnlySpan<byte> chunk,
        int offset,
        ReadOnlySpan<byte> needle,
        scoped ref SearchWork work)
    {
        if (offset >= 0 && needle.Length <= chunk.Length - offset)
        {
            work.PayComparison(needle.Length);
            return chunk.Slice(offset, needle.Length).SequenceEqual(needle);
        }

        return MatchesAcross(view, index, offset, needle, ref work);
    }

    private static bool MatchesAcross(
        in ChunkView view, int index, long offset, ReadOnlySpan<byte> needle, scoped ref SearchWork work)
    {
        while (offset < 0)
        {
            offset += view[--index].Length;
            work.PayComparison(0);
        }

        ReadOnlySpan<byte> chunk = view[index][(int)offset..];
        while (true)
        {
            int count = Math.Min(chunk.Length, needle.Length);
            work.PayComparison(count);
            if (!chunk[..count].SequenceEqual(needle[..count]))
            {
                return false;
            }

            needle = needle[count..];
            if (needle.IsEmpty)
            {
                return true;
            }

            chunk = view[++index];
        }
    }
}
