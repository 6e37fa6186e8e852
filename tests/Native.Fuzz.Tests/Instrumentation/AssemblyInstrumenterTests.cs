using Xunit;

namespace Native.Fuzz.Tests.Instrumentation;

/// <summary>Instruments a copy of this very assembly and runs both.</summary>
[Collection(CoverageMapCollection.Name)]
public sealed partial class AssemblyInstrumenterTests
{
    [Fact]
    public void Instrument_EveryShapeOfCode_StillBehavesTheSame()
    {
        using var copy = new InstrumentedCopy();
        for (int number = 0; number < 300; number++)
        {
            Assert.Equal(InstrumentedCode.RunAll(number), copy.RunAll(number));
        }

        Assert.True(copy.BlockCount > 50, $"Only {copy.BlockCount} blocks were found.");
    }

    [Fact]
    public void Instrument_SameBranchTwice_GivesTheSameEdges()
    {
        using var copy = new InstrumentedCopy();
        Assert.Equal(copy.EdgesOfBranch(1), copy.EdgesOfBranch(2));
    }

    [Fact]
    public void Instrument_OtherBranch_GivesOtherEdges()
    {
        using var copy = new InstrumentedCopy();
        Assert.NotEqual(copy.EdgesOfBranch(1), copy.EdgesOfBranch(10));
    }

    [Fact]
    public void Instrument_TypesThatAreNotIncluded_AreLeftAlone()
    {
        using var copy = new InstrumentedCopy(static _ => false);
        Assert.Equal(0, copy.BlockCount);
        Assert.All(copy.EdgesOfBranch(1), counter => Assert.Equal(0, counter));
    }
}
