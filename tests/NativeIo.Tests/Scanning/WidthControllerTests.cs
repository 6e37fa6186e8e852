using System.Diagnostics;
using Xunit;

namespace NativeIo.Tests;

public sealed class WidthControllerTests
{
    private const int Window = WidthController.WindowSteps * 8;

    [Fact]
    public void Observe_FilesFromMemory_StaysAtTheLeast()
    {
        var controller = new WidthController(2, 32);
        for (int window = 0; window < 100; window++)
        {
            controller.Observe(Window, window % 10 == 0 ? Window / 20 : 0);
            Assert.Equal(2, controller.Width);
        }
    }

    [Fact]
    public void Observe_FilesFromADisk_DoublesUpToTheMost()
    {
        var controller = new WidthController(2, 24);
        int[] expected = [4, 8, 16, 24, 24];
        foreach (int width in expected)
        {
            controller.Observe(Window, Window / 2);
            Assert.Equal(width, controller.Width);
        }
    }

    [Fact]
    public void Observe_MemoryAfterADisk_ReturnsToTheLeast()
    {
        var controller = new WidthController(2, 32);
        for (int window = 0; window < 5; window++)
        {
            controller.Observe(Window, Window);
        }

        Assert.Equal(32, controller.Width);
        for (int window = 0; window < WidthController.CalmWindowsMin; window++)
        {
            Assert.Equal(32, controller.Width);
            controller.Observe(Window, 0);
        }

        Assert.Equal(16, controller.Width);
        for (int window = 0; window < 3 * WidthController.CalmWindowsMin; window++)
        {
            controller.Observe(Window, 0);
        }

        Assert.Equal(2, controller.Width);
    }

    [Fact]
    public void Observe_SomeStepsSlow_KeepsTheWidth()
    {
        var controller = new WidthController(2, 32);
        controller.Observe(Window, Window);
        for (int window = 0; window < 50; window++)
        {
            controller.Observe(Window, Window / 8);
            Assert.Equal(4, controller.Width);
        }
    }

    [Fact]
    public void Observe_FewSteps_DecidesNothing()
    {
        var controller = new WidthController(2, 32);
        controller.Observe(WidthController.WindowSteps - 1, WidthController.WindowSteps - 1);
        Assert.Equal(2, controller.Width);
        controller.Observe(1, 1);
        Assert.Equal(4, controller.Width);
    }

    [Fact]
    public void Limit_LowerThanTheWidth_HoldsForGood()
    {
        var controller = new WidthController(4, 32);
        controller.Limit(3);
        Assert.Equal(3, controller.Width);
        controller.Observe(Window, Window);
        Assert.Equal(3, controller.Width);
        controller.Limit(10);
        Assert.Equal(3, controller.WidthMax);
        controller.Limit(0);
        Assert.Equal(1, controller.Width);
    }

    [Fact]
    public void IsSlow_StepOfManyBytes_MayTakeLonger()
    {
        long microsecond = Stopwatch.Frequency / 1_000_000;
        Assert.False(WidthController.IsSlow(10 * microsecond, 4096));
        Assert.True(WidthController.IsSlow(100 * microsecond, 4096));
        Assert.False(WidthController.IsSlow(100 * microsecond, 256 * 1024));
        Assert.True(WidthController.IsSlow(300 * microsecond, 256 * 1024));
    }
}
