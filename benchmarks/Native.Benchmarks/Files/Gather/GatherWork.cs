using System;

namespace Native.Benchmarks;

/// <summary>So many pieces of memory of one length, written to the start of an allocated and cached file.</summary>
internal sealed record GatherWork(FileWorkspace Files, int Count, int Length)
{
    private const int BytesPerPass = 256 * 1024;
    private const int RepeatMax = 256;

    public int TotalLength => Count * Length;

    /// <summary>Writes of one pass, so that it takes long enough to be timed.</summary>
    public int Repeat => Math.Clamp(BytesPerPass / TotalLength, 1, RepeatMax);

    public Outcome Expected => new(Repeat, (long)TotalLength * Repeat, (ulong)TotalLength * (ulong)Repeat);
}
