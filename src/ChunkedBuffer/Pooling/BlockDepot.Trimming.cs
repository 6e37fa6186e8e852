using System;
using System.Collections.Generic;
using System.Threading;

namespace ChunkedBuffers;

/// <summary>Giving memory back: on demand, after a while, and when the machine is short of it.</summary>
internal sealed partial class BlockDepot
{
    /// <summary>The share of the collector's threshold from which on the machine counts as short of memory.</summary>
    private const double ShortLoadShare = 0.9;

    private readonly TrimTimer _timer;
    private int _trimsQueued;

    /// <summary>Gives back all memory that no rented block needs.</summary>
    internal void Trim()
    {
        lock (_trimLock)
        {
            ReturnChain(ClaimUnsynchronized(_shards, static claimed => claimed.TakeAllClaimed()));
        }

        foreach (BlockArena arena in _arenas)
        {
            FreeSlabs(arena.TakeWhollyFree());
        }
    }

    /// <summary>A tick: empties the shards of idle threads and gives back part of what was free all the time.</summary>
    internal void TrimIdle()
    {
        if (IsMemoryShort())
        {
            Trim();
        }

        lock (_trimLock)
        {
            List<BlockShard> idle = _shards.FindAll(static shard => shard.AskIsIdle());
            ReturnChain(ClaimUnsynchronized(idle, static claimed => claimed.TakeAllClaimed()));
        }

        foreach (BlockArena arena in _arenas)
        {
            FreeSlabs(arena.TakeIdle());
        }

        if (_small.Used == 0)
        {
            _timer.Stop();
            if (_small.Used != 0)
            {
                _timer.Start();
            }
        }
    }

    /// <summary>After a full collection, on the finalizer thread; false ends the watch.</summary>
    internal bool AfterCollection()
    {
        if (_isClosed)
        {
            return false;
        }

        // Freeing takes its time and calls foreign code, both of which the finalizer thread must not wait for.
        if (_small.Used > 0 && IsMemoryShort() && Interlocked.Exchange(ref _trimsQueued, 1) == 0)
        {
            _ = ThreadPool.UnsafeQueueUserWorkItem(
                static depot =>
                {
                    Volatile.Write(ref depot._trimsQueued, 0);
                    depot.Trim();
                },
                this,
                preferLocal: false);
        }

        return true;
    }

    /// <summary>Whether a slab that just became free as a whole is more than the pool may keep.</summary>
    internal bool RetainsTooMuch()
    {
        if (_options.RetainedBytesMax == long.MaxValue)
        {
            return false;
        }

        long retainedBytes = 0;
        foreach (BlockArena arena in _arenas)
        {
            retainedBytes += arena.FreeBytes;
        }

        return retainedBytes > _options.RetainedBytesMax;
    }

    private bool IsMemoryShort()
    {
        if (_options.MemoryIsShort is { } ask)
        {
            return ask();
        }

        GCMemoryInfo memory = GC.GetGCMemoryInfo(GCKind.Any);
        return memory.MemoryLoadBytes >= memory.HighMemoryLoadThresholdBytes * ShortLoadShare
            && memory.HighMemoryLoadThresholdBytes > 0;
    }
}
