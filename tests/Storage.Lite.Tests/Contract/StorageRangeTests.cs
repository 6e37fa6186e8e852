using System;
using Xunit;

namespace Storage.Lite.Tests.Contract;

public sealed class StorageRangeTests
{
    public static TheoryData<StorageRange, long, bool, long, long> Cases { get; } = new()
    {
        { StorageRange.All, 14, true, 0, 14 },
        { StorageRange.All, 0, true, 0, 0 },
        { StorageRange.Bounded(3, 4), 14, true, 3, 4 },
        { StorageRange.Bounded(2, 98), 14, true, 2, 12 },
        { StorageRange.Bounded(200, 100), 14, false, 200, 0 },
        { StorageRange.Bounded(14, 1), 14, false, 14, 0 },
        { StorageRange.Bounded(14, 0), 14, true, 14, 0 },
        { StorageRange.Bounded(15, 0), 14, false, 15, 0 },
        { StorageRange.Bounded(0, 5), 0, true, 0, 0 },
        { StorageRange.From(10), 14, true, 10, 4 },
        { StorageRange.From(14), 14, false, 14, 0 },
        { StorageRange.Last(2), 14, true, 12, 2 },
        { StorageRange.Last(100), 14, true, 0, 14 },
        { StorageRange.Last(0), 14, true, 14, 0 },
        { StorageRange.Last(5), 0, true, 0, 0 },
        { StorageRange.Bounded(1, long.MaxValue - 2), long.MaxValue, true, 1, long.MaxValue - 2 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void TryResolve_InAnObject_FindsThePart(
        StorageRange range, long objectLength, bool isInside, long start, long length)
    {
        Assert.Equal(isInside, range.TryResolve(objectLength, out long foundStart, out long foundLength));
        if (isInside)
        {
            Assert.Equal((start, length), (foundStart, foundLength));
        }
    }

    [Fact]
    public void Range_OfEachKind_TellsWhatItIs()
    {
        Assert.True(default(StorageRange).IsAll);
        Assert.False(StorageRange.Last(0).IsAll);
        Assert.Null(StorageRange.From(3).Length);
        Assert.Equal(4, StorageRange.Bounded(3, 4).Length);
        Assert.True(StorageRange.Last(2).IsSuffix);
        Assert.Equal("4 bytes from 3", StorageRange.Bounded(3, 4).ToString());
        Assert.Equal("from 3", StorageRange.From(3).ToString());
        Assert.Equal("the last 2 bytes", StorageRange.Last(2).ToString());
    }

    [Fact]
    public void Range_OfNumbersThatMakeNoSense_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => StorageRange.Bounded(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => StorageRange.Bounded(1, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => StorageRange.Bounded(1, long.MaxValue - 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => StorageRange.From(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => StorageRange.Last(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => StorageRange.Last(long.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => default(StorageRange).TryResolve(-1, out _, out _));
    }
}
