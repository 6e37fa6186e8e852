using System.Threading;

namespace ChunkedBuffers;

/// <summary>Counting what the depot holds; nothing is counted on the way of a block.</summary>
internal sealed partial class BlockDepot
{
    internal BlockPoolStatistics GetStatistics()
    {
        long outsideBlocks = 0;
        long outsideBytes = 0;
        long cachedBlocks = 0;
        long cachedBytes = 0;
        int slabCount = 0;

        // Trimming moves blocks from shards to arenas, and a thread's shard is closed some time after its end.
        lock (_trimLock)
        {
            ClaimUnsynchronized(_shards, shard =>
            {
                shard.CountClaimed(ref cachedBlocks, ref cachedBytes);
                return null;
            });
            foreach (BlockArena arena in _arenas)
            {
                ArenaTally tally = arena.Tally();
                outsideBlocks += tally.OutsideCount;
                outsideBytes += tally.OutsideCount * arena.BlockLength;
                slabCount += tally.SlabCount;
            }
        }

        long slabBytes = (long)slabCount * Slab.LengthBytes;
        long dedicatedBlocks = Volatile.Read(ref _dedicatedCount);
        long dedicatedBytes = Volatile.Read(ref _dedicatedBytes);
        long heldBlocks = Volatile.Read(ref _heldBlocks);
        long heldBytes = Volatile.Read(ref _heldBytes);
        return new BlockPoolStatistics
        {
            Name = _options.Name,
            RentedBlocks = outsideBlocks - cachedBlocks + dedicatedBlocks - heldBlocks,
            RentedBytes = outsideBytes - cachedBytes + dedicatedBytes - heldBytes,
            RetainedBytes = slabBytes - outsideBytes + cachedBytes,
            ThreadCachedBytes = cachedBytes,
            SlabCount = slabCount,
            SlabBytes = slabBytes,
            DedicatedBlocks = dedicatedBlocks,
            DedicatedBytes = dedicatedBytes,
            Trims = Volatile.Read(ref _slabsFreed),
            Misses = Volatile.Read(ref _misses),
            LostBlocks = Volatile.Read(ref _lostCount),
            LostBytes = Volatile.Read(ref _lostBytes),
            OpenHandles = _ledger?.OpenCount ?? 0,
            FailedReports = Volatile.Read(ref _failedReports),
            QuarantinedBytes = _guarded?.SealedBytes ?? 0,
            QuarantinedBlocks = Volatile.Read(ref _quarantinedCount),
        };
    }
}
