using System;
using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <content>Reads that missed.</content>
public sealed partial class CachedStorage
{
    private ValueTask<StorageContent> MissAsync(StorageKey key, CancellationToken cancellation)
    {
        key.ThrowIfEmpty();
        CacheStripe stripe = StripeOf(key);
        CacheFlight? flight;
        bool isFirst;
        bool isWriting;
        lock (stripe.Lock)
        {
            isFirst = !stripe.Flights.TryGetValue(key, out flight);
            isWriting = stripe.Writers > 0;
            if (isFirst && !isWriting)
            {
                flight = new CacheFlight(stripe.Generation);
                stripe.Flights.Add(key, flight);
            }

            if (!isWriting)
            {
                flight!.WaitingUnsynchronized++;
            }
        }

        if (isWriting)
        {
            // What is read beside a write may be either value, so it is neither kept nor shared.
            return Inner.TryGetAsync(key, default, cancellation);
        }

        if (isFirst)
        {
            _drain.Enter();
            _ = RunAsync(key, stripe, flight!);
        }
        else
        {
            _ = Interlocked.Increment(ref _joined);
        }

        return JoinAsync(key, stripe, flight!, cancellation);
    }

    /// <summary>Reads for everyone who waits. It does not fail; the flight does.</summary>
    private async Task RunAsync(StorageKey key, CacheStripe stripe, CacheFlight flight)
    {
        try
        {
            await FlyAsync(key, stripe, flight).ConfigureAwait(false);
        }
        finally
        {
            _drain.Leave();
        }
    }

    private async Task FlyAsync(StorageKey key, CacheStripe stripe, CacheFlight flight)
    {
        CacheSlot? slot = null;
        Exception? error = null;
        try
        {
            StorageContent content = await Inner.TryGetAsync(key, default, flight.Token).ConfigureAwait(false);
            slot = new CacheSlot(Compact(content), _drain);
        }
        catch (Exception exception)
        {
            error = exception;
        }

        bool isUnwanted;
        lock (stripe.Lock)
        {
            if (slot is not null && stripe.Generation == flight.Generation && stripe.Writers == 0 && IsKept(slot))
            {
                KeepUnsynchronized(key, slot, slot.RetainedBytes);
            }

            stripe.ForgetUnsynchronized(key, flight);
            flight.IsDoneUnsynchronized = true;
            flight.HeldUnsynchronized = slot;
            isUnwanted = flight.WaitingUnsynchronized == 0;
        }

        if (slot is null)
        {
            flight.Fail(error!);
            return;
        }

        flight.Complete(slot);
        if (isUnwanted)
        {
            slot.Release();
        }
    }

    /// <summary>Waits for the read. The caller is counted already.</summary>
    private async ValueTask<StorageContent> JoinAsync(
        StorageKey key, CacheStripe stripe, CacheFlight flight, CancellationToken cancellation)
    {
        try
        {
            CacheSlot slot = await flight.Slot.WaitAsync(cancellation).ConfigureAwait(false);
            return slot.ToContent();
        }
        finally
        {
            await LeaveAsync(key, stripe, flight).ConfigureAwait(false);
        }
    }

    /// <summary>The last one to leave stops the read, or gives up its hold when it has ended.</summary>
    private static async ValueTask LeaveAsync(StorageKey key, CacheStripe stripe, CacheFlight flight)
    {
        bool isLast;
        bool isDone;
        CacheSlot? slot;
        lock (stripe.Lock)
        {
            isLast = --flight.WaitingUnsynchronized == 0;
            isDone = flight.IsDoneUnsynchronized;
            slot = flight.HeldUnsynchronized;
            if (isLast)
            {
                stripe.ForgetUnsynchronized(key, flight);
            }
        }

        if (isLast && !isDone)
        {
            await flight.CancelAsync().ConfigureAwait(false);
        }
        else if (isLast)
        {
            slot?.Release();
        }
    }

    private bool IsKept(CacheSlot slot) => slot.Outcome == StorageOutcome.Found
        ? slot.Length <= _options.ValueBytesMax
        : _options.NegativeLifetime is not null;
}
