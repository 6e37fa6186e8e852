using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <summary>The attempts of a call that may be made several times. The first is under way already.</summary>
internal sealed class RepeatedCall<TCall, TResult>(IStorage store, TCall call, PendingCall<TResult> first)
    where TCall : struct, IStorageCall<TResult>
{
    private readonly IStorage _store = store;
    private readonly TCall _call = call;

    internal PendingCall<TResult> First { get; } = first;

    /// <summary>Waits for the attempt that is under way, or begins another.</summary>
    internal ValueTask<TResult> NextAsync(CancellationToken token) => First.TryTake()
        ? First.AwaitAsync(token)
        : CallTasks.Start<TCall, TResult>(_call, _store, token);
}
