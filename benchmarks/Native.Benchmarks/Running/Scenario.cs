using System;
using System.Collections.Generic;

namespace Native.Benchmarks;

/// <summary>One piece of work that several peers do. Its name is never used again for other work.</summary>
internal sealed class Scenario
{
    public required string Name { get; init; }

    /// <summary>The heading under which the report shows it.</summary>
    public required string Topic { get; init; }

    /// <summary>What one operation is, for people.</summary>
    public required string Unit { get; init; }

    /// <summary>The outcome worked out by the plainest code there is.</summary>
    public required Func<Outcome> Expected { get; init; }

    public required IReadOnlyList<Peer> Peers { get; init; }

    public Target? Target { get; init; }

    public Pace Pace { get; init; } = Pace.Processor;

    /// <summary>Measured only when long scenarios are asked for.</summary>
    public bool IsLong { get; init; }

    /// <summary>Measured only where there is an S3 server: <see cref="S3Service"/>.</summary>
    public bool NeedsS3 { get; init; }

    /// <summary>
    /// Managed bytes that a pass of ours may allocate however much it does, as the objects of a file that is opened.
    /// </summary>
    public long GarbageBytesPerPassMax { get; init; }

    /// <summary>Shown in the chart and measured by a quick run.</summary>
    public bool IsHeadline { get; init; }

    public override string ToString() => Name;
}
