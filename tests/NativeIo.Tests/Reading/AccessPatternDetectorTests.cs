using System.Collections.Generic;
using Native.TestKit;
using Xunit;

namespace NativeIo.Tests;

public sealed class AccessPatternDetectorTests
{
    private const int Length = 4096;

    [Fact]
    public void Observe_ForwardReads_AreSequentialAfterThree()
    {
        AccessPatternDetector detector = default;
        List<FileAdvice?> advices = [];
        for (int index = 0; index < 10; index++)
        {
            advices.Add(detector.Observe(index * Length, Length).Advice);
        }

        Assert.Equal(AccessPattern.Sequential, detector.Pattern);
        Assert.Equal([null, null, null, FileAdvice.Sequential, null, null, null, null, null, null], advices);
    }

    [Fact]
    public void Observe_ScanThatSkipsALittle_IsSequential()
    {
        AccessPatternDetector detector = default;
        long offset = 0;
        for (int index = 0; index < 5; index++)
        {
            detector.Observe(offset, Length);
            offset += Length + (index * 1000);
        }

        Assert.Equal(AccessPattern.Sequential, detector.Pattern);
    }

    [Fact]
    public void Observe_OneJumpInAScan_ChangesNothing()
    {
        AccessPatternDetector detector = default;
        for (int index = 0; index < 5; index++)
        {
            detector.Observe(index * Length, Length);
        }

        ReadAheadStep step = detector.Observe(1L << 40, Length);
        Assert.Null(step.Advice);
        Assert.Equal(AccessPattern.Sequential, detector.Pattern);
    }

    [Fact]
    public void Observe_JumpsAllOver_AreRandom()
    {
        SeededRandom random = SeededRandom.Create();
        AccessPatternDetector detector = default;
        for (int index = 0; index < 50; index++)
        {
            // Odd places far apart: no read meets another one's end.
            Assert.Equal(0, detector.Observe((random.NextInt64(1L << 40) << 20) + 1, Length).PrefetchLength);
        }

        Assert.Equal(AccessPattern.Random, detector.Pattern);
    }

    [Fact]
    public void Observe_BackwardReads_AskForWhatLiesBefore()
    {
        AccessPatternDetector detector = default;
        const long end = 16L * 1024 * 1024;
        long fetchedFrom = end;
        int calls = 0;
        for (long offset = end; offset >= 0; offset -= Length)
        {
            ReadAheadStep step = detector.Observe(offset, Length);
            if (step.PrefetchLength > 0)
            {
                calls++;
                Assert.True(step.PrefetchOffset + step.PrefetchLength <= fetchedFrom, "Nothing is asked for twice.");
                fetchedFrom = step.PrefetchOffset;
            }
        }

        Assert.Equal(AccessPattern.Backward, detector.Pattern);
        Assert.Equal(0, fetchedFrom);
        Assert.InRange(calls, 2, (int)(end / AccessPatternDetector.BackwardWindow) + 1);
    }

    [Fact]
    public void Observe_EqualSteps_AskForTheNextOne()
    {
        AccessPatternDetector detector = default;
        const long stride = 1024 * 1024;
        ReadAheadStep step = default;
        for (int index = 0; index < 6; index++)
        {
            step = detector.Observe(index * stride, Length);
        }

        Assert.Equal(AccessPattern.Strided, detector.Pattern);
        Assert.Equal(6 * stride, step.PrefetchOffset);
        Assert.Equal(Length, step.PrefetchLength);
    }

    [Fact]
    public void Observe_EqualStepsDownToTheStart_AskForNothingBeforeIt()
    {
        AccessPatternDetector detector = default;
        const long stride = 1024 * 1024;
        for (int index = 6; index >= 0; index--)
        {
            ReadAheadStep step = detector.Observe(index * stride, Length);
            Assert.True(step.PrefetchOffset >= 0);
        }
    }

    [Fact]
    public void Observe_PatternChanges_IsNoticedAgain()
    {
        AccessPatternDetector detector = default;
        for (int index = 0; index < 5; index++)
        {
            detector.Observe(index * Length, Length);
        }

        long[] jumps = [1L << 30, 1L << 35, 1L << 31, 1L << 33];
        foreach (long jump in jumps)
        {
            detector.Observe(jump, Length);
        }

        Assert.Equal(AccessPattern.Random, detector.Pattern);
    }
}
