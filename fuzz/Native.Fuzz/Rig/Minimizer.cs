using System;
using System.Collections.Generic;
using System.Diagnostics;

namespace Native.Fuzz.Rig;

/// <summary>Makes a failing input smaller and plainer while it fails in the same way.</summary>
public static class Minimizer
{
    /// <summary>Enough for inputs of a few KiB; a slow target is minimised less rather than for hours.</summary>
    public const int ExecutionsMax = 20_000;

    private static readonly TimeSpan DurationMax = TimeSpan.FromSeconds(60);

    /// <summary>The smallest input found with the same <see cref="FuzzFinding.Signature"/>.</summary>
    public static FuzzFinding Minimize(FuzzTarget target, FuzzFinding finding)
    {
        var search = new Search(target, finding);
        bool isSmaller = true;
        while (isSmaller && search.MayGoOn)
        {
            isSmaller = RemoveBlocks(search) | SimplifyBytes(search);
        }

        return search.Best;
    }

    private static bool RemoveBlocks(Search search)
    {
        bool isSmaller = false;
        for (int length = Math.Max(search.Best.Input.Length / 2, 1); length > 0; length /= 2)
        {
            int at = 0;
            while (at + length <= search.Best.Input.Length && search.MayGoOn)
            {
                List<byte> candidate = [.. search.Best.Input];
                candidate.RemoveRange(at, length);
                if (search.Accept([.. candidate]))
                {
                    isSmaller = true;
                }
                else
                {
                    at += length;
                }
            }
        }

        return isSmaller;
    }

    private static bool SimplifyBytes(Search search)
    {
        bool isPlainer = false;
        for (int at = 0; at < search.Best.Input.Length && search.MayGoOn; at++)
        {
            foreach (byte plain in (ReadOnlySpan<byte>)[0, 1, (byte)'0', (byte)'a'])
            {
                byte current = search.Best.Input[at];
                if (current is 0 or 1 or (byte)'0' or (byte)'a')
                {
                    break;
                }

                byte[] candidate = [.. search.Best.Input];
                candidate[at] = plain;
                isPlainer |= search.Accept(candidate);
            }
        }

        return isPlainer;
    }

    private sealed class Search(FuzzTarget target, FuzzFinding finding)
    {
        private readonly long _start = Stopwatch.GetTimestamp();
        private int _executions;

        public FuzzFinding Best { get; private set; } = finding;

        public bool MayGoOn => _executions < ExecutionsMax && Stopwatch.GetElapsedTime(_start) < DurationMax;

        public bool Accept(byte[] candidate)
        {
            _executions++;
            if (target.TryRun(candidate) is not { } exception
                || !string.Equals(FuzzFinding.SignatureOf(exception), Best.Signature, StringComparison.Ordinal))
            {
                return false;
            }

            Best = Best with { Input = candidate, Exception = exception };
            return true;
        }
    }
}
