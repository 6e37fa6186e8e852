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

    private IEnumerable<bool> Verdicts(Target? target)
    {
        if (target is null)
        {
            yield break;
        }

        if (target.NanosecondsMax is { } nanosecondsMax)
        {
            yield return Ours.Median <= nanosecondsMax;
        }

        if (target.GigabytesPerSecondMin is { } gigabytesMin)
        {
            yield return Ours.GigabytesPerSecond >= gigabytesMin;
        }

        Measurement? rival = Measurements.FirstOrDefault(measurement => measurement.Peer == target.RatioPeer);
        if (target.RatioMax is { } ratioMax && rival is not null)
        {
            yield return Ours.Median <= ratioMax * rival.Median;
        }

        foreach (bool verdict in Verdicts(target.And))
        {
            yield return verdict;
        }
    }
}
