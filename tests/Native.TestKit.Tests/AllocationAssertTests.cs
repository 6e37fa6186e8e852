using System;
using System.Collections.Generic;
using Xunit;
using Xunit.Sdk;

namespace Native.TestKit.Tests;

public sealed class AllocationAssertTests
{
    private object? _kept;

    [Fact]
    public void Flat_NothingAllocated_Passes()
    {
        int[] counter = [0];
        AllocationAssert.Flat(() => counter[0]++, 1000);
        Assert.True(counter[0] >= 1000);
    }

    [Fact]
    public void Flat_OneObjectPerCall_Fails()
    {
        FailException exception = Assert.Throws<FailException>(
            () => AllocationAssert.Flat(() => _kept = new object(), 1000));
        Assert.Contains("24000", exception.Message, StringComparison.Ordinal);
        Assert.NotNull(_kept);
    }

    [Fact]
    public void Flat_OneObjectInAThousandCalls_Fails()
    {
        int call = 0;
        _ = Assert.Throws<FailException>(() => AllocationAssert.Flat(
            () => _kept = ++call % 1000 == 0 ? new object() : _kept,
            1000));
    }

    [Fact]
    public void Flat_OnlyTheFirstCallsAllocate_Passes()
    {
        List<object> cache = [];
        AllocationAssert.Flat(
            () =>
            {
                if (cache.Count < 50)
                {
                    cache.Add(new object());
                }
            },
            1000);
        Assert.Equal(50, cache.Count);
    }
}
