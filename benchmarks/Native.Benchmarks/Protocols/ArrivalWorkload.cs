using System;

namespace Native.Benchmarks;

/// <summary>Feeds a protocol's bytes in 4 KiB arrivals to a decoder that keeps its state between them.</summary>
internal abstract class ArrivalWorkload(byte[] corpus) : Workload
{
    private const int ArrivalLength = 4096;

    protected ulong Checksum { get; set; }

    protected long Ops { get; set; }

    public sealed override Outcome Pass()
    {
        Checksum = 0;
        Ops = 0;
        for (int offset = 0; offset < corpus.Length; offset += ArrivalLength)
        {
            Arrive(corpus.AsSpan(offset, Math.Min(ArrivalLength, corpus.Length - offset)));
        }

        return new Outcome(Ops, corpus.Length, Checksum);
    }

    protected abstract void Arrive(ReadOnlySpan<byte> arrival);
}
