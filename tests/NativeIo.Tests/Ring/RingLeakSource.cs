using System.Runtime.CompilerServices;
using Native.TestKit;

namespace NativeIo.Tests;

/// <summary>Makes rings that a test forgot a failure of the assembly.</summary>
internal static class RingLeakSource
{
    [ModuleInitializer]
    internal static void Register() => LeakCheck.Register("batch rings", static () => BatchRing.OpenCount);
}
