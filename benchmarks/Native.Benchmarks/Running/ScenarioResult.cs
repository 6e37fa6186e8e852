using System.Collections.Generic;
using System.Linq;

namespace Native.Benchmarks;

/// <summary>All peers of one scenario, measured in one run.</summary>
internal sealed record ScenarioResult(Scenario Scenario, IReadOnlyList<Measurement> Measurements)
{
    public Measurement Ours => Measurements.First(measurement => measurement.Peer == Peer.Ours);

    /// <summary>Null when the scenario has no target, or when the peer to compare with was not there.</summary>
    public bool? IsTargetMet
    {
        get
        {
            List<bool> verdicts = [.. Verdicts(Scenario.Target)];
            return verdicts.Count == 0 ? null : verdicts.TrueForAll(verdict => verdict);
        }
    }

    public double RatioToOurs(Measurement other) => other.Median / Ours.Median;

    public void ThrowIfPeersDisagree()
    {
        Outcome expected = Scenario.Expected();
        foreach (Measurement measurement in Measurements)
        {
            Outcome outcome = measurement.Outcome;
            if (outcome.Checksum != expected.Checksum || outcome.Ops != expected.Ops || outcome.Bytes != expected.Bytes)
            {
                throw new DisagreementException(
                    $"{Scenario.Name}: {measurement.Peer} gave {outcome}, expected {expected}.");
            }
        }
    }

    /// <summary>Our time without that of the peer that the target takes off; null when it was not there.</summary>
    public double? OursAbove(Target target) => Ours.Median - TakenOff(target);

    /// <summary>Our time divided by the peer's, both without what is taken off; null when one was not there.</summary>
    public double? RatioOf(Target target) =>
        MedianOf(target.RatioPeer) - TakenOff(target) is { } rival and > 0 ? OursAbove(target) / rival : null;

    private double? TakenOff(Target target) => target.AbovePeer is null ? 0 : MedianOf(target.AbovePeer);

    private double? MedianOf(string? peer) =>
        Measurements.FirstOrDefault(measurement => measurement.Peer == peer)?.Median;

    private IEnumerable<bool> Verdicts(Target? target)
    {
        if (target is null)
        {
            yield break;
        }

        if (target.NanosecondsMax is { } nanosecondsMax && OursAbove(target) is { } above)
        {
            yield return above <= nanosecondsMax;
        }

        if (target.GigabytesPerSecondMin is { } gigabytesMin)
        {
            yield return Ours.GigabytesPerSecond >= gigabytesMin;
        }

        if (target.RatioMax is { } ratioMax && RatioOf(target) is { } ratio)
        {
            yield return ratio <= ratioMax;
        }

        foreach (bool verdict in Verdicts(target.And))
        {
            yield return verdict;
        }
    }
}
