using System;
using System.Collections.Generic;

namespace Native.Benchmarks;

/// <summary>Searching 1 MiB that lies in 4 KiB chunks.</summary>
internal static class FindScenarios
{
    public static IEnumerable<Scenario> All()
    {
        var ofContiguous = new Target { RatioMax = 1 / 0.8, RatioPeer = "span" };
        yield return Create("find-absent-byte", FindWork.AbsentByte, ofContiguous);
        yield return Create("find-absent-crlf", FindWork.AbsentCrLf, ofContiguous);
        yield return Create("find-dense", FindWork.AbsentCrLf, new Target { GigabytesPerSecondMin = 20 });
        yield return Create("find-astride", FindWork.EveryBoundary, target: null);
    }

    private static Scenario Create(string name, FindWork work, Target? target) => new()
    {
        Name = name,
        Topic = "Find in 4 KiB chunks",
        Unit = work == FindWork.EveryBoundary ? "match" : "search of 1 MiB",
        Expected = () => Expected(Corpus.Get(name), work),
        Target = target,
        IsHeadline = true,
        Peers =
        [
            new(Peer.Ours, () => new NativeFind(Corpus.Get(name), work)),
            new("sequence", () => new SequenceFind(Corpus.Get(name), work)),
            new("span", () => new SpanFind(Corpus.Get(name), work)),
        ],
    };

    private static Outcome Expected(byte[] corpus, FindWork work)
    {
        long found = 0;
        ulong checksum = 0;
        for (int i = 0; i < corpus.Length; i++)
        {
            if (IsMatch(corpus, i, work))
            {
                found++;
                checksum += (ulong)i;
            }
        }

        return work == FindWork.EveryBoundary
            ? new Outcome(found, corpus.Length, checksum)
            : new Outcome(1, corpus.Length, found == 0 ? 1u : 2u);
    }

    private static bool IsMatch(byte[] corpus, int position, FindWork work)
    {
        ReadOnlySpan<byte> needle = work switch
        {
            FindWork.AbsentByte => "\n"u8,
            FindWork.AbsentCrLf => "\r\n"u8,
            _ => Corpus.Boundary,
        };
        if (position + needle.Length > corpus.Length)
        {
            return false;
        }

        for (int i = 0; i < needle.Length; i++)
        {
            if (corpus[position + i] != needle[i])
            {
                return false;
            }
        }

        return true;
    }
}
