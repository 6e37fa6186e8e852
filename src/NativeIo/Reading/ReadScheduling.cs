using System;
using System.Threading;
using System.Threading.Tasks;

namespace NativeIo;

/// <summary>Runs a call that may wait where the caller wants such calls to run.</summary>
internal static class ReadScheduling
{
    /// <summary>Queues a call. The state is kept alive until the call is over.</summary>
    internal static ValueTask<TResult> Run<TState, TResult>(
        TaskScheduler? scheduler, TState state, Func<TState, TResult> call, CancellationToken cancellation) =>
        scheduler is null
            ? BlockingCall<TState, TResult>.Run(state, call, cancellation)
            : new ValueTask<TResult>(Task.Factory.StartNew(
                static boxed =>
                {
                    (TState state, Func<TState, TResult> call) = ((TState, Func<TState, TResult>))boxed!;
                    return call(state);
                },
                (state, call),
                cancellation,
                TaskCreationOptions.DenyChildAttach,
                scheduler));
}
