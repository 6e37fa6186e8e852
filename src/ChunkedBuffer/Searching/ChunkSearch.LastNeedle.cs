using System;

namespace ChunkedBuffers;

/// <content>The mirror image of <c>ChunkSearch.Needle.cs</c>: from the end to the start.</content>
internal static partial class ChunkSearch
{
    /// <summary>Finds the last needle that lies wholly in [start, end); -1 when there is none.</summary>
    internal static long LastIndexOf(in ChunkView view, ReadOnlySpan<byte> needle, long start, long end)
    {
        var work = new SearchWork();
        return LastIndexOf(view, needle, start, end, ref work);
    }

    /// <summary>The same, and shows the work it took.</summary>
    internal static long LastIndexOf(
        in ChunkView view, ReadOnlySpan<byte> needle, long start, long end, scoped ref SearchWork work)
    {
        if (needle.Length == 1)
        {
            return LastIndexOf(view, needle[0], start, end);
        }

        SearchRange range = SearchRange.Create(start, end, view.Length);
        if (needle.IsEmpty || range.Length < needle.Length)
        {
            return needle.IsEmpty && range.Length >= 0 ? range.End : -1;
        }

        NeedleProbe probe = NeedleProbe.Create(needle);
        int behindProbe = needle.Length - probe.Offset - 1;
        long probeStart = range.Start + probe.Offset;
        long to = range.End;
        while (true)
        {
            long found = LastIndexOfByProbe(
                view, needle, probe, probeStart, to - behindProbe, ref work, out long resume);
            if (found >= 0 || !work.IsExhausted)
            {
                return found;
            }

            found = NeedleAutomaton.LastIndexOf(view, needle, range.Start, resume, out to);
            work.Restart(resume - to + needle.Length);
            if (found >= 0 || to - range.Start < needle.Length)
            {
                return found;
            }
        }
    }

    /// <summary>Goes over the positions [from, to) of the probe's first byte, the last one first.</summary>
    private static long LastIndexOfByProbe(
        in ChunkView view,
        ReadOnlySpan<byte> needle,
        NeedleProbe probe,
        long from,
        long to,
        scoped ref SearchWork work,
        out long resume)
    {
        int index = view.Seek(to, out int end);
        long chunkStart = to - end;
        while (true)
        {
            ReadOnlySpan<byte> chunk = view[index];
            int start = (int)Math.Max(0, from - chunkStart);
            while (end > start)
            {
                int candidate = PreviousCandidate(chunk, probe, start, end);
                work.Earn(end - Math.Max(candidate, start));
                if (candidate < 0)
                {
                    break;
                }

                if (Matches(view, index, chunk, candidate - probe.Offset, needle, ref work))
                {
                    resume = 0;
                    return chunkStart + candidate - probe.Offset;
                }

                end = candidate;
                if (work.IsExhausted)
                {
                    resume = chunkStart + end + needle.Length - probe.Offset - 1;
                    return -1;
                }
            }

            if (chunkStart <= from)
            {
                resume = from;
                return -1;
            }

            index--;
            end = view[index].Length;
            chunkStart -= end;
        }
    }

    private static int PreviousCandidate(ReadOnlySpan<byte> chunk, NeedleProbe probe, int start, int end)
    {
        int insideEnd = Math.Max(start, Math.Min(end, chunk.Length - probe.Distance));
        while (end > insideEnd)
        {
            end--;
            if (chunk[end] == probe.First)
            {
                return end;
            }
        }

        return start < end ? probe.LastIndexOf(chunk, start, end) : -1;
    }
}
