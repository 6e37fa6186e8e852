using System;
using System.Collections.Generic;
using System.Threading;

namespace ChunkedBuffers;

/// <summary>The threads' shards, claiming them, and the end of the depot.</summary>
internal sealed partial class BlockDepot
{
    /// <summary>
    /// Held from taking blocks out of other threads' shards until they are in their arenas, so that whoever counts
    /// under it misses none on its way. Taken before the locks of arenas.
    /// </summary>
    private readonly Lock _trimLock = new();

    /// <summary>Guarded by the trim lock.</summary>
    private readonly List<BlockShard> _shards = [];

    private int _shardsMade;

    /// <summary>Makes a shard for the calling thread.</summary>
    internal BlockShard AddShard(object owner)
    {
        lock (_trimLock)
        {
            ThrowIfClosed(_isClosed);
            var shard = new BlockShard(this, owner, _shardsMade++ % _stripeCount, _options.ThreadCacheBytesMax);
            _shards.Add(shard);
            return shard;
        }
    }

    /// <summary>Sends home what a thread that ended kept.</summary>
    internal void CloseShard(BlockShard shard)
    {
        lock (_trimLock)
        {
            if (_shards.Remove(shard))
            {
                ReturnChain(ClaimUnsynchronized([shard], static claimed => claimed.CloseClaimed()));
            }
        }
    }

    /// <summary>
    /// Ends renting. The order: shards refuse returns from now on, arenas refuse rents, then free slabs go; the others
    /// go as their last block comes home.
    /// </summary>
    internal void Close(bool isOnFinalizerThread)
    {
        lock (_trimLock)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
            ReturnChain(ClaimUnsynchronized(_shards, static claimed => claimed.CloseClaimed()));
            _shards.Clear();
        }

        _timer.Dispose();
        foreach (BlockArena arena in _arenas)
        {
            FreeSlabs(arena.Close());
        }

        _guarded?.Drain();
        DepotSlots.Return(Slot);
        PoolMeter.Remove(this);
        ReportOutstanding(isOnFinalizerThread);
    }

    /// <summary>Claims shards, takes what <paramref name="take"/> gives, and lets their owners in again.</summary>
    private static NativeBlock? ClaimUnsynchronized(List<BlockShard> shards, Func<BlockShard, NativeBlock?> take)
    {
        if (shards.Count == 0)
        {
            return null;
        }

        foreach (BlockShard shard in shards)
        {
            shard.MarkClaimed();
        }

        // The claimer's half of the shards' protocol: from here on each owner sees the claim or is seen as busy.
        Interlocked.MemoryBarrierProcessWide();
        NativeBlock? chains = null;
        foreach (BlockShard shard in shards)
        {
            shard.WaitForClaim();
            chains = Join(take(shard), chains);
            shard.EndClaim();
        }

        return chains;
    }

    private static NativeBlock? Join(NativeBlock? chain, NativeBlock? rest)
    {
        if (chain is null)
        {
            return rest;
        }

        NativeBlock last = chain;
        while (last.Next is { } next)
        {
            last = next;
        }

        last.Next = rest;
        return chain;
    }
}
