using System;
using System.Collections.Generic;
using System.Threading;

namespace NativeIo;

/// <summary>
/// The rings of a reader or writer that nobody uses at the moment, since making one costs more than a batch. Thread
/// safety: all members.
/// </summary>
internal sealed class RingCache : IDisposable
{
    /// <summary>As many as batches run at once as a rule.</summary>
    private const int KeptMax = 4;

    private readonly Lock _lock = new();
    private readonly Stack<BatchRing> _rings = new(KeptMax);
    private readonly BatchRingOptions _options;
    private bool _isDisposed;

    internal RingCache(DirectFileOptions options) => _options = new BatchRingOptions
    {
        QueueDepth = options.QueueDepth,
        AllowsKernelRing = options.AllowsKernelRing,
        Backend = options.Backend,
    };

    /// <summary>Gets a ring. Ownership: the caller returns or disposes it.</summary>
    internal BatchRing Take()
    {
        lock (_lock)
        {
            if (_rings.TryPop(out BatchRing? ring))
            {
                return ring;
            }
        }

        return new BatchRing(_options);
    }

    /// <summary>Gives a ring back; one with something in flight is drained first, a broken one is not kept.</summary>
    internal void Return(BatchRing ring)
    {
        if (ring.InFlight == 0 && !ring.IsBroken)
        {
            lock (_lock)
            {
                if (!_isDisposed && _rings.Count < KeptMax)
                {
                    _rings.Push(ring);
                    return;
                }
            }
        }

        ring.Dispose();
    }

    /// <summary>Closes the rings; those that are in use are closed when they are returned.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            while (_rings.TryPop(out BatchRing? ring))
            {
                ring.Dispose();
            }
        }
    }
}
