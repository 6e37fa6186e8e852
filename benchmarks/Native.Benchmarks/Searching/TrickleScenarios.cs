using System.Collections.Generic;

namespace Native.Benchmarks;

/// <summary>A line of 64 KiB that arrives byte by byte: the work must stay linear.</summary>
internal static class TrickleScenarios
{
    private const string Name = "trickle";

    public static IEnumerable<Scenario> All()
    {
        yield return new Scenario
        {
            Name = Name,
            Topic = "Trickle",
            Unit = "byte",
            Expected = () => Expected(Corpus.Get(Name)),
            IsHeadline = true,
            Peers =
            [
                new(Peer.Ours, () => new NativeTrickle(Corpus.Get(Name))),
                new("pipe", () => new PipeTrickle(Corpus.Get(Name))),
                new("arraybufferwriter", () => new ArrayTrickle(Corpus.Get(Name))),
            ],
        };
    }

    private static Outcome Expected(byte[] corpus) =>
        new(corpus.Length, corpus.Length, Outcome.Value(corpus.Length - 2, corpus[0]));
}
