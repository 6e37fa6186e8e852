using System;
using System.Threading.Tasks;

namespace ChunkedBuffers.Tests.Interop;

/// <summary>A value task that a script looks at without awaiting it, and whose result it takes once.</summary>
internal sealed class PendingOperation<T>(ValueTask<T> operation, Func<T, string> describe)
{
    internal bool IsOver => operation.IsCompleted;

    internal bool IsCanceled => operation.IsCanceled;

    internal string TakeOutcome() =>
        $"{operation.IsCompletedSuccessfully} {operation.IsFaulted} {operation.IsCanceled} {TakeResult()}";

    /// <summary>Leaves the result to a continuation, which reports it.</summary>
    internal void Hook(Action<string> report) =>
        operation.GetAwaiter().UnsafeOnCompleted(() => report(TakeResult()));

    private string TakeResult() =>
        PipeScriptRunner.Outcome(() => describe(operation.GetAwaiter().GetResult()));
}
