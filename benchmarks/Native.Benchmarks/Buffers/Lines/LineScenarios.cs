using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Native.Benchmarks;

/// <summary>Lines of several lengths in arrivals of several sizes.</summary>
internal static class LineScenarios
{
    private static readonly string[] Sizes = ["32", "64", "80", "256"];
    private static readonly int[] Arrivals = [1460, 4096, 65536];

    public static IEnumerable<Scenario> All()
    {
        foreach (LineMode mode in Enum.GetValues<LineMode>().Where(mode => mode != LineMode.Once))
        {
            foreach (string size in Sizes)
            {
                foreach (int arrival in Arrivals)
                {
                    yield return Create(mode, size, arrival);
                }
            }

            yield return Create(mode, "mixed", 4096);
        }

        yield return Create(LineMode.Once, "64", 4096);
        foreach (string size in new[] { "64", "256", "mixed" })
        {
            yield return CreateResident(size);
        }
    }

    private static Scenario CreateResident(string size)
    {
        string corpus = "lines-" + size;
        return new Scenario
        {
            Name = "lines-resident-" + size,
            Topic = "Lines, resident",
            Unit = "line",
            Expected = () => Expected(Corpus.Get(corpus)),
            Target = size == "64" ? TargetOf(LineMode.Bulk) : null,
            IsHeadline = size == "64",
            Peers =
            [
                new(Peer.Ours, () => new NativeResidentLines(Corpus.Get(corpus))),
                new("sequence", () => new SequenceResidentLines(Corpus.Get(corpus))),
                new("span", () => new SpanResidentLines(Corpus.Get(corpus))),
            ],
        };
    }

    private static Scenario Create(LineMode mode, string size, int arrival)
    {
        string corpus = "lines-" + size;
        string kind = mode switch
        {
            LineMode.Owned => "owned",
            LineMode.Once => "once",
            LineMode.Borrowed => "borrowed",
            _ => "bulk",
        };
        return new Scenario
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"lines-{kind}-{size}-{arrival}"),
            Topic = "Lines, " + kind,
            Unit = "line",
            Expected = () => Expected(Corpus.Get(corpus)),
            Target = size == "64" ? TargetOf(mode) : null,
            IsHeadline = size == "64" && arrival == 4096,
            Peers =
            [
                new(Peer.Ours, () => new NativeLines(Corpus.Get(corpus), arrival, mode)),
                new(
                    Peer.OursSingleThreaded,
                    () => new NativeLines(Corpus.Get(corpus), arrival, mode, isSingleThreaded: true)),
                new("pipe", () => new PipeLines(Corpus.Get(corpus), arrival, mode)),
                new("array", () => new ArrayLines(Corpus.Get(corpus), arrival, mode)),
            ],
        };
    }

    private static Target TargetOf(LineMode mode) => mode switch
    {
        LineMode.Owned or LineMode.Once => new() { NanosecondsMax = 10, RatioMax = 0.6, RatioPeer = "rust-bytes" },
        LineMode.Borrowed => new() { NanosecondsMax = 7.5 },
        _ => new() { NanosecondsMax = 3.5 },
    };

    private static Outcome Expected(byte[] corpus)
    {
        long lines = 0;
        ulong checksum = 0;
        int begin = 0;
        for (int i = 0; i < corpus.Length; i++)
        {
            if (corpus[i] == (byte)'\n')
            {
                int end = i > begin && corpus[i - 1] == (byte)'\r' ? i - 1 : i;
                checksum += Outcome.Value(corpus.AsSpan(begin, end - begin));
                lines++;
                begin = i + 1;
            }
        }

        return new Outcome(lines, corpus.Length, checksum);
    }
}
