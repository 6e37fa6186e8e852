using System;
using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <summary>
/// One read of the store below, for everyone who misses the same key meanwhile. It ends by itself, or when the last of
/// them has given up. Its numbers are guarded by the stripe's lock.
/// </summary>
internal sealed class CacheFlight(long generation)
{
    private readonly CancellationTokenSource _source = new();
    private readonly TaskCompletionSource<CacheSlot> _slot = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gets the stripe's generation when the read began: only then may its result be kept.</summary>
    internal long Generation { get; } = generation;

    internal Task<CacheSlot> Slot => _slot.Task;

    internal CancellationToken Token => _source.Token;

    internal int WaitingUnsynchronized { get; set; }

    internal bool IsDoneUnsynchronized { get; set; }

    /// <summary>Gets or sets what was read, which the last one to leave releases.</summary>
    internal CacheSlot? HeldUnsynchronized { get; set; }

    internal void Complete(CacheSlot slot) => _slot.SetResult(slot);

    internal void Fail(Exception exception)
    {
        _slot.SetException(exception);

        // Seen here, so that an error that nobody waits for any more is not reported as unobserved.
        _ = _slot.Task.Exception;
    }

    internal Task CancelAsync() => _source.CancelAsync();
}
