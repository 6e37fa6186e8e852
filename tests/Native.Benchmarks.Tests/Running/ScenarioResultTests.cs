using Xunit;

namespace Native.Benchmarks.Tests;

public sealed class ScenarioResultTests
{
    private static readonly Outcome Right = new(Ops: 10, Bytes: 640, Checksum: 1234);

    [Fact]
    public void Result_OnePeerWithAnotherChecksum_IsRefused()
    {
        ScenarioResult result = ResultOf(
            new Target(), Measured(Peer.Ours, 5), new Measurement("other", Right with { Checksum = 1 }, [5], null));

        var refusal = Assert.Throws<DisagreementException>(result.ThrowIfPeersDisagree);
        Assert.Contains("other", refusal.Message);
    }

    [Fact]
    public void Result_OnePeerThatDidLess_IsRefused()
    {
        ScenarioResult result = ResultOf(
            new Target(), Measured(Peer.Ours, 5), new Measurement("other", Right with { Ops = 9 }, [5], null));

        Assert.Throws<DisagreementException>(result.ThrowIfPeersDisagree);
    }

    [Theory]
    [InlineData(120, 120, true)]
    [InlineData(120, 112, false)]
    [InlineData(121, 120, false)]
    public void Target_AboveAPeer_ComparesWhatComesOnTop(double ours, double rival, bool isMet)
    {
        var target = new Target { NanosecondsMax = 70, RatioMax = 1.1, RatioPeer = "rival", AbovePeer = "base" };

        ScenarioResult result =
            ResultOf(target, Measured(Peer.Ours, ours), Measured("rival", rival), Measured("base", 50));

        Assert.Equal(isMet, result.IsTargetMet);
    }

    [Fact]
    public void Target_AboveAPeerThatIsNotThere_SaysNothing()
    {
        var target = new Target { NanosecondsMax = 70, RatioMax = 1.1, RatioPeer = "rival", AbovePeer = "base" };

        ScenarioResult result = ResultOf(target, Measured(Peer.Ours, 10), Measured("rival", 10));

        Assert.Null(result.IsTargetMet);
    }

    [Theory]
    [InlineData(10, 20, true)]
    [InlineData(10.1, 20, false)]
    [InlineData(9, 14, false)]
    public void Target_OfTimeAndRatio_NeedsBoth(double ours, double rival, bool isMet)
    {
        var target = new Target { NanosecondsMax = 10, RatioMax = 0.6, RatioPeer = "rival" };

        ScenarioResult result = ResultOf(target, Measured(Peer.Ours, ours), Measured("rival", rival));

        Assert.Equal(isMet, result.IsTargetMet);
    }

    [Fact]
    public void Target_OfBandwidth_CountsTheBytesOfTheInput()
    {
        // 64 bytes in 4 ns are 16 GB/s.
        Assert.True(ResultOf(new Target { GigabytesPerSecondMin = 16 }, Measured(Peer.Ours, 4)).IsTargetMet);
        Assert.False(ResultOf(new Target { GigabytesPerSecondMin = 16.1 }, Measured(Peer.Ours, 4)).IsTargetMet);
    }

    [Fact]
    public void Target_WithoutItsRival_IsNotJudged() =>
        Assert.Null(ResultOf(new Target { RatioMax = 1, RatioPeer = "absent" }, Measured(Peer.Ours, 1)).IsTargetMet);

    [Fact]
    public void Measurement_ManyRounds_TakesTheMedianAndTheTenths()
    {
        var measurement = new Measurement("peer", Right, [11, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], null);

        Assert.Equal(6, measurement.Median);
        Assert.Equal(2, measurement.Low);
        Assert.Equal(10, measurement.High);
    }

    internal static Measurement Measured(string peer, double nanoseconds) => new(peer, Right, [nanoseconds], 0);

    internal static ScenarioResult ResultOf(Target? target, params Measurement[] measurements)
    {
        var scenario = new Scenario
        {
            Name = "sample",
            Topic = "Samples & more",
            Unit = "line",
            Expected = () => Right,
            Peers = [],
            Target = target,
        };
        return new ScenarioResult(scenario, measurements);
    }
}
