using System.Linq;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

public sealed class MountLatchesTests
{
    [Fact]
    public void For_OneMountRefuses_TheOthersAreStillAsked()
    {
        var mounts = new MountLatches();
        mounts.For(1).RefuseUncached(95);
        Assert.Equal((95, 0), (mounts.For(1).UncachedRefusal, mounts.For(2).UncachedRefusal));
        Assert.Equal(0, new MountLatches().For(1).UncachedRefusal);
    }

    [Fact]
    public void For_MountsWithoutEnd_ForgetsAndAsksAgain()
    {
        var mounts = new MountLatches();
        mounts.For(1).RefuseUncached(95);
        MountLatch[] first = [.. Enumerable.Range(2, 4000).Select(device => mounts.For((ulong)device))];
        Assert.Equal(95, mounts.For(1).UncachedRefusal);
        Assert.Same(first[0], mounts.For(2));
        for (ulong device = 5000; device < 5200; device++)
        {
            _ = mounts.For(device);
        }

        Assert.Equal(0, mounts.For(1).UncachedRefusal);
    }
}
