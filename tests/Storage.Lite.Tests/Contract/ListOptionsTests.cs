using System;
using Xunit;

namespace Storage.Lite.Tests.Contract;

public sealed class ListOptionsTests
{
    [Fact]
    public void Validate_OfWhatMakesNoSense_Throws()
    {
        ListOptions.Default.Validate();
        new ListOptions { Prefix = "a/../", Delimiter = "/", StartAfter = "..", PageSize = 1 }.Validate();
        Assert.Throws<ArgumentOutOfRangeException>(() => new ListOptions { PageSize = 0 }.Validate());
        Assert.Throws<ArgumentOutOfRangeException>(() => new ListOptions { PageSize = 1001 }.Validate());
        Assert.Throws<ArgumentNullException>(() => new ListOptions { Prefix = null! }.Validate());
        Assert.Throws<ArgumentException>(() => new ListOptions { Prefix = "\ud800" }.Validate());
        Assert.Throws<ArgumentException>(() => new ListOptions { Delimiter = "\0" }.Validate());
        Assert.Throws<ArgumentException>(() => new ListOptions { StartAfter = new string('a', 1025) }.Validate());
    }
}
