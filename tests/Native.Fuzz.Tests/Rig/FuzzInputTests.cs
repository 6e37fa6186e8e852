using Native.Fuzz.Rig;
using Xunit;

namespace Native.Fuzz.Tests.Rig;

public sealed class FuzzInputTests
{
    [Fact]
    public void Next_PastTheEnd_GivesZero()
    {
        var input = new FuzzInput([0x81]);
        Assert.Equal(0x81, input.NextByte());
        Assert.True(input.IsAtEnd);
        Assert.Equal(0, input.NextByte());
        Assert.Equal(0, input.NextUInt16());
        Assert.Equal(0UL, input.NextUInt64());
        Assert.True(input.NextBytes(4).IsEmpty);
    }

    [Fact]
    public void NextLength_SmallAndBigBytes_GiveSmallAndBigLengths()
    {
        var input = new FuzzInput([5, 0xE3, 0x10, 0xFF, 0xFF]);
        Assert.Equal(5, input.NextLength(8192));
        Assert.Equal((3 * 256) + 0x10, input.NextLength(8192));
        Assert.Equal(100, input.NextLength(100));
    }

    [Fact]
    public void NextUpTo_Maximum_IsIncludedAndNotExceeded()
    {
        var input = new FuzzInput([7, 8, 0xFF, 0xFF]);
        Assert.Equal(7, input.NextUpTo(7));
        Assert.Equal(0, input.NextUpTo(7));
        Assert.Equal(0xFFFF % 1001, input.NextUpTo(1000));
        Assert.Equal(0, input.NextUpTo(0));
    }

    [Fact]
    public void NextBytes_MoreThanLeft_GivesTheRest()
    {
        var input = new FuzzInput("abc"u8);
        _ = input.NextByte();
        Assert.Equal("bc"u8.ToArray(), input.NextBytes(10).ToArray());
        Assert.True(input.Rest.IsEmpty);
    }
}
