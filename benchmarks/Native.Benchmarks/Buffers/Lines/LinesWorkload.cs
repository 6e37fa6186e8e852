using System;

namespace Native.Benchmarks;

/// <summary>
/// Feeds the corpus in arrivals, as a socket would, and lets the peer take the lines that are complete.
/// </summary>
internal abstract class LinesWorkload(byte[] corpus, int arrivalLength) : Workload
{
    protected ulong Checksum { get; set; }

    protected long LineCount { get; set; }

    public sealed override Outcome Pass()
    {
        Checksum = 0;
        LineCount = 0;
        for (int offset = 0; offset < corpus.Length; offset += arrivalLength)
        {
            Arrive(corpus.AsSpan(offset, Math.Min(arrivalLength, corpus.Length - offset)));
        }

        ReleaseHeld();
        return new Outcome(LineCount, corpus.Length, Checksum);
    }

    /// <summary>Copies the arrival into the peer's buffer and takes every complete line.</summary>
    protected abstract void Arrive(ReadOnlySpan<byte> arrival);

    /// <summary>Checks and releases the lines that are still kept at the end.</summary>
    protected virtual void ReleaseHeld()
    {
    }

    protected static ReadOnlySpan<byte> WithoutCr(ReadOnlySpan<byte> line) =>
        !line.IsEmpty && line[^1] == (byte)'\r' ? line[..^1] : line;
}
