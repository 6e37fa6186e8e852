using System.Threading.Tasks;
using Xunit;

namespace ChunkedBuffers.Tests.Interop;

/// <summary>
/// Takes results of operations that must be over already, without waiting. Allocates nothing, unlike most assertions,
/// so that allocation tests can use it.
/// </summary>
internal static class Completed
{
    internal static T Now<T>(ValueTask<T> operation)
    {
        Assert.True(operation.IsCompleted);
        return operation.GetAwaiter().GetResult();
    }

    internal static void Now(ValueTask operation)
    {
        Assert.True(operation.IsCompleted);
        operation.GetAwaiter().GetResult();
    }

    internal static void Same(long expected, long actual) => Assert.True(expected == actual);
}
