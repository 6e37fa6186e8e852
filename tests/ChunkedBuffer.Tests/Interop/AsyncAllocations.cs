using System;
using System.Diagnostics;
using System.Reflection;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests.Interop;

/// <summary>
/// Asserts about code in asynchronous methods, whose state machines the compiler makes classes in Debug builds: there
/// they cost an object for each call, and in Release builds nothing.
/// </summary>
internal static class AsyncAllocations
{
    private const int DebugBytesMax = 4096;

    private static readonly bool s_isDebug =
        typeof(ChunkedBuffer).Assembly.GetCustomAttribute<DebuggableAttribute>()?.IsJITOptimizerDisabled == true;

    internal static void Flat(Action action, int iterations)
    {
        if (!s_isDebug)
        {
            AllocationAssert.Flat(action, iterations);
            return;
        }

        AllocationAssert.Measure(action, 100);
        long perCall = AllocationAssert.Measure(action, iterations) / iterations;
        Assert.True(perCall <= DebugBytesMax, $"{perCall} bytes for each call, more than its state machines need.");
    }
}
