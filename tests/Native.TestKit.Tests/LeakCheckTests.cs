using System;
using Xunit;

namespace Native.TestKit.Tests;

public sealed class LeakCheckTests
{
    [Fact]
    public void Findings_SourceWithLiveObjects_NamesIt()
    {
        long live = 3;
        LeakCheck.Register("things", () => live);
        Assert.Contains("things: 3 still in use", LeakCheck.Findings());
        _ = Assert.ThrowsAny<Exception>(new LeakCheck { Patience = TimeSpan.Zero }.Dispose);
        live = 0;
        Assert.DoesNotContain("things: 0 still in use", LeakCheck.Findings());
        new LeakCheck().Dispose();
    }
}
