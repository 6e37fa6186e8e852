using System;
using System.Runtime.CompilerServices;
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

    /// <summary>Waits for an operation as an asynchronous method does, with a continuation that is reused.</summary>
    internal static ValueTaskAwaiter<T> Hook<T>(ValueTask<T> operation, Action continuation)
    {
        Assert.False(operation.IsCompleted);
        ValueTaskAwaiter<T> awaiter = operation.GetAwaiter();
        awaiter.UnsafeOnCompleted(continuation);
        return awaiter;
    }

    /// <summary>As <see cref="Hook"/>, with the execution context of now.</summary>
    internal static void HookFlowing<T>(ValueTask<T> operation, Action continuation) =>
        operation.GetAwaiter().OnCompleted(continuation);

    internal static void Same(long expected, long actual) => Assert.True(expected == actual);
}
