using System;
using Xunit;

namespace NativeIo.Tests;

public sealed class SystemFactsTests
{
    private const string Table = """
        Limit                     Soft Limit           Hard Limit           Units
        Max file size             unlimited            unlimited            bytes
        Max open files            1024                 524288               files
        Max locked memory         8388608              8388608              bytes
        Max address space         nonsense             unlimited            bytes

        """;

    [Fact]
    public void GetLimits_TableOfTheSystem_HasEachNumber()
    {
        IoLimits limits = Facts("/proc/self/limits", Table).GetLimits();
        Assert.Equal(new IoLimits(1024, 524288, 8388608, long.MaxValue, null), limits);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Max open files")]
    [InlineData("Max open files -1 x files")]
    public void GetLimits_NothingToRead_IsNotKnown(string? table)
    {
        Assert.Equal(new IoLimits(null, null, null, null, null), Facts("/proc/self/limits", table).GetLimits());
    }

    [Theory]
    [InlineData("always [madvise] never\n", "madvise")]
    [InlineData("[always] madvise never\n", "always")]
    [InlineData("always madvise never", null)]
    [InlineData("]always[", null)]
    [InlineData(null, null)]
    public void GetHugePageMode_EachText_IsTheWordInBrackets(string? text, string? expected)
    {
        Assert.Equal(expected, Facts("/sys/kernel/mm/transparent_hugepage/enabled", text).GetHugePageMode());
    }

    [Theory]
    [InlineData("/sys/class/bdi/8:1/read_ahead_kb")]
    [InlineData("/sys/dev/block/8:1/queue/read_ahead_kb")]
    [InlineData("/sys/dev/block/8:1/../queue/read_ahead_kb")]
    public void GetReadAheadKib_EachPlace_IsFound(string path)
    {
        Assert.Equal(128, Facts(path, "128\n").GetReadAheadKib(8, 1));
        Assert.Null(Facts(path, "128\n").GetReadAheadKib(8, 2));
        Assert.Null(Facts(path, "many").GetReadAheadKib(8, 1));
    }

    [Theory]
    [InlineData("0\n", false)]
    [InlineData("1\n", true)]
    [InlineData("2\n", true)]
    [InlineData(null, false)]
    public void GetRingObstacle_EachValue_NamesTheSetting(string? text, bool isObstacle)
    {
        string? obstacle = Facts("/proc/sys/kernel/io_uring_disabled", text).GetRingObstacle();
        Assert.Equal(isObstacle, obstacle?.Contains("io_uring_disabled", StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public void GetLimits_FilesThatAreMissing_AreNoError()
    {
        var facts = new SystemFacts(static _ => null);
        Assert.Null(facts.GetLimits().OpenFiles);
        Assert.Null(new SystemFacts().GetReadAheadKib(uint.MaxValue, uint.MaxValue));
    }

    private static SystemFacts Facts(string path, string? text) =>
        new(asked => string.Equals(asked, path, StringComparison.Ordinal) ? text : null);
}
