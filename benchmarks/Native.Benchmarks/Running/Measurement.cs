using System;
using System.Collections.Generic;
using System.Linq;

namespace Native.Benchmarks;

/// <summary>What the rounds of one peer in one scenario gave.</summary>
internal sealed class Measurement
{
    private readonly double[] _sorted;

    public Measurement(string peer, Outcome outcome, IEnumerable<double> nanosecondsPerOp, double? garbageBytesPerOp)
    {
        Peer = peer;
        Outcome = outcome;
        GarbageBytesPerOp = garbageBytesPerOp;
        _sorted = [.. nanosecondsPerOp.Order()];
        ArgumentOutOfRangeException.ThrowIfZero(_sorted.Length, nameof(nanosecondsPerOp));
    }

    public string Peer { get; }

    public Outcome Outcome { get; }

    /// <summary>Managed bytes allocated per operation; none for programs in other languages.</summary>
    public double? GarbageBytesPerOp { get; }

    public double Median => Quantile(0.5);

    public double Low => Quantile(0.1);

    public double High => Quantile(0.9);

    public double GigabytesPerSecond => Outcome.Bytes / (double)Outcome.Ops / Median;

    private double Quantile(double fraction)
    {
        double position = fraction * (_sorted.Length - 1);
        int below = (int)position;
        int above = Math.Min(below + 1, _sorted.Length - 1);
        return _sorted[below] + ((_sorted[above] - _sorted[below]) * (position - below));
    }
}
