using System;
using Xunit;

namespace NativeIo.Tests;

public sealed class HandleShortageTests
{
    [Fact]
    public void TryWait_NoPatience_WaitsOnce()
    {
        var shortage = new HandleShortage(TimeSpan.Zero);
        HandlePatience patience = default;
        Assert.True(shortage.TryWait(ref patience));
        Assert.False(shortage.TryWait(ref patience));
        Assert.Equal(1, shortage.FilesThatWaited);
        Assert.False(shortage.IsFelt);
    }

    [Fact]
    public void TryWait_AgainAndAgain_CountsNoMoreThanItsWaits()
    {
        var shortage = new HandleShortage(TimeSpan.FromMilliseconds(7));
        HandlePatience patience = default;

        // 1, 2 and 4 milliseconds and no more, whatever else the machine does meanwhile.
        int waits = 0;
        while (shortage.TryWait(ref patience))
        {
            waits++;
        }

        Assert.InRange(waits, 3, 4);
        Assert.InRange(patience.Waited, TimeSpan.FromMilliseconds(7), TimeSpan.FromMilliseconds(15));
    }
}
