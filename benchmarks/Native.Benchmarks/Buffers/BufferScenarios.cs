using System;
using System.Collections.Generic;

namespace Native.Benchmarks;

/// <summary>Slices, appends, merges and what a kept slice keeps alive. All use the corpus of 64-byte lines.</summary>
internal static class BufferScenarios
{
    public const int SliceParentLength = 4096;
    public const int SliceLength = 64;
    public const int SliceCount = 4096;
    public const int MergeSources = 64;
    public const int ArrivalLength = 65536;
    public const int Arrivals = 256;
    public const int KeptLength = 32;

    private static byte[] Content => Corpus.Get("lines-64");

    public static int SliceStart(int index) => (index * 61) & 2047;

    public static IEnumerable<Scenario> All() => [SliceLocal(), SliceShared(), Append(), Merge(), Retention()];

    private static Scenario SliceLocal() => new()
    {
        Name = "slice-local",
        Topic = "Slices",
        Unit = "slice and release",
        Expected = ExpectedSlices,
        Target = new Target { NanosecondsMax = 2.5 },
        IsHeadline = true,
        Peers =
        [
            new(Peer.Ours, () => new NativeSlice(Content, isShared: false)),
            new(Peer.OursSingleThreaded, () => new NativeSlice(Content, isShared: false, isSingleThreaded: true)),
            new("sequence", () => new SequenceSlice(Content)),
        ],
    };

    private static Scenario SliceShared() => new()
    {
        Name = "slice-shared",
        Topic = "Slices",
        Unit = "slice and release",
        Expected = ExpectedSlices,
        Target = new Target { NanosecondsMax = 8 },
        IsHeadline = true,
        Peers =
        [
            new(Peer.Ours, () => new NativeSlice(Content, isShared: true)),
            new("sequence", () => new SequenceSlice(Content)),
        ],
    };

    private static Scenario Append() => new()
    {
        Name = "append-64",
        Topic = "Append and merge",
        Unit = "append of 64 B",
        Expected = () => new Outcome(1024, 65536, Outcome.Value(65536, Content[65535])),
        Target = new Target { NanosecondsMax = 3 },
        IsHeadline = true,
        Peers =
        [
            new(Peer.Ours, () => new NativeAppend(Content)),
            new(Peer.OursSingleThreaded, () => new NativeAppend(Content, isSingleThreaded: true)),
            new("pipe", () => new PipeAppend(Content)),
            new("arraybufferwriter", () => new ArrayBufferWriterAppend(Content)),
        ],
    };

    private static Scenario Merge() => new()
    {
        Name = "merge-64",
        Topic = "Append and merge",
        Unit = "4 KiB source merged and taken across",
        Expected = ExpectedMerge,
        IsHeadline = true,
        Peers =
        [
            new(Peer.Ours, () => new NativeMerge(Content)),
            new("pipe", () => new PipeMerge(Content)),
        ],
    };

    private static Scenario Retention() => new()
    {
        Name = "retention",
        Topic = "Retention",
        Unit = "64 KiB arrival of which 32 B are kept",
        Expected = () => new Outcome(
            Arrivals, (long)Arrivals * ArrivalLength, Arrivals * Outcome.Value(Content.AsSpan(0, KeptLength))),
        IsHeadline = true,
        Peers =
        [
            new(Peer.Ours, () => new NativeRetention(Content, detaches: false)),
            new("native-detach", () => new NativeRetention(Content, detaches: true)),
            new("pipe", () => new PipeRetention(Content)),
        ],
    };

    private static Outcome ExpectedSlices()
    {
        ulong checksum = 0;
        for (int i = 0; i < SliceCount; i++)
        {
            checksum += Outcome.Value(Content.AsSpan(SliceStart(i), SliceLength));
        }

        return new Outcome(SliceCount, SliceCount * (long)SliceLength, checksum);
    }

    private static Outcome ExpectedMerge()
    {
        const int Total = MergeSources * Corpus.ChunkLength;
        ulong checksum = 0;
        for (int start = Corpus.ChunkLength / 2; start < Total; start += Corpus.ChunkLength)
        {
            checksum += Outcome.Value(Content.AsSpan(start, Math.Min(Corpus.ChunkLength, Total - start)));
        }

        return new Outcome(MergeSources, Total, checksum);
    }
}
