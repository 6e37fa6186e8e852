using Xunit;

namespace ChunkedBuffers.Tests.Pooling;

public sealed class SizeClassTests
{
    [Fact]
    public void Of_EveryLength_IsTheSmallestThatHoldsIt()
    {
        for (int length = 1; length <= SizeClass.LengthMax; length++)
        {
            int sizeClass = SizeClass.Of(length);
            Assert.True(SizeClass.LengthOf(sizeClass) >= length);
            Assert.True(sizeClass == 0 || SizeClass.LengthOf(sizeClass - 1) < length);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(SizeClass.LengthMax + 1)]
    [InlineData(int.MaxValue)]
    public void Of_LengthWithoutClass_IsBeyondAllClasses(int length) =>
        Assert.True(SizeClass.Of(length) >= SizeClass.Count);
}
