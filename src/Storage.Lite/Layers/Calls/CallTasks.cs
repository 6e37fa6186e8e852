using System;
using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <summary>What layers do with the tasks of calls.</summary>
internal static class CallTasks
{
    /// <summary>Makes a call whose failure is in its task, also where the store throws before it returns one.</summary>
    internal static ValueTask<TResult> Start<TCall, TResult>(
        in TCall call, IStorage store, CancellationToken cancellation)
        where TCall : struct, IStorageCall<TResult>
    {
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<TResult>(cancellation);
        }

        try
        {
            return call.InvokeAsync(store, cancellation);
        }
        catch (Exception exception)
        {
            return ValueTask.FromException<TResult>(exception);
        }
    }

    /// <summary>Gives a task without a result one.</summary>
    internal static ValueTask<bool> WithResult(ValueTask task)
    {
        return task.IsCompletedSuccessfully ? new ValueTask<bool>(true) : AwaitAsync(task);

        static async ValueTask<bool> AwaitAsync(ValueTask task)
        {
            await task.ConfigureAwait(false);
            return true;
        }
    }

    /// <summary>Takes the result from a task.</summary>
    internal static ValueTask WithoutResult(ValueTask<bool> task)
    {
        return task.IsCompletedSuccessfully ? ValueTask.CompletedTask : AwaitAsync(task);

        static async ValueTask AwaitAsync(ValueTask<bool> task) => _ = await task.ConfigureAwait(false);
    }
}
