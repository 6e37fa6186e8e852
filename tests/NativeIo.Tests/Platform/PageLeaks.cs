using Native.TestKit;
using NativeIo.Platform;
using NativeIo.Tests;
using Xunit;

[assembly: AssemblyFixture(typeof(PageLeaks))]

namespace NativeIo.Tests;

/// <summary>Has the check at the assembly's end count mappings and regions of pages.</summary>
public sealed class PageLeaks
{
    public PageLeaks()
    {
        LeakCheck.Register("mappings", static () => MapHandle.LiveCount);
        LeakCheck.Register("regions of pages", static () => PageRegion.LiveCount);
    }
}
