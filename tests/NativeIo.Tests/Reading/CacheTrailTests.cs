using System;
using Native.TestKit;
using Xunit;

namespace NativeIo.Tests;

public sealed class CacheTrailTests
{
    [Fact]
    public void Advance_BelowAWindow_DropsNothing()
    {
        CacheTrail trail = default;
        Assert.False(trail.Advance(CacheTrail.WindowLength - 1, out _, out long length));
        Assert.Equal(0, length);
        Assert.Equal(0, trail.Dropped);
    }

    [Fact]
    public void Advance_AtAnyPositions_DropsWholePagesOnceAndInOrder()
    {
        SeededRandom random = SeededRandom.Create();
        CacheTrail trail = default;
        long position = 0;
        long dropped = 0;
        for (int step = 0; step < 10_000; step++)
        {
            position += random.NextInt64(3 * CacheTrail.WindowLength / 2);
            if (trail.Advance(position, out long start, out long length))
            {
                Assert.Equal(dropped, start);
                Assert.True(length >= CacheTrail.WindowLength);
                Assert.Equal(0, start % CacheTrail.PageLength);
                Assert.Equal(0, length % CacheTrail.PageLength);
                dropped = start + length;
            }

            Assert.Equal(dropped, trail.Dropped);
            Assert.InRange(position - dropped, 0, CacheTrail.WindowLength + CacheTrail.PageLength);
        }

        Assert.True(dropped > 0);
    }
}
