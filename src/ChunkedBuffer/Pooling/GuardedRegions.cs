using System.Collections.Generic;
using System.Threading;

namespace ChunkedBuffers;

/// <summary>
/// Guarded mode's released regions: inaccessible, and given back in the order of their release when they are more than
/// the limits. Thread safety: all members.
/// </summary>
internal sealed class GuardedRegions(BlockDepot depot, long bytesMax)
{
    /// <summary>
    /// The most regions kept, however small they are: each takes up to three mappings, and Linux gives a process
    /// 65,530 of them (vm.max_map_count). Without it a limit in bytes lets single bytes use them all up.
    /// </summary>
    internal const int RegionsMax = 8192;

    private readonly Lock _lock = new();
    private readonly Queue<Slab> _sealed = new();
    private long _sealedBytes;

    internal long SealedBytes => Volatile.Read(ref _sealedBytes);

    /// <summary>Seals the region of a released block. Ownership: transfers from the caller.</summary>
    internal void Add(Slab region)
    {
        region.Seal();
        lock (_lock)
        {
            _sealed.Enqueue(region);
            _sealedBytes += region.BlockLength;
        }

        FreeDownTo(depot.IsClosed ? 0 : bytesMax);
    }

    /// <summary>Gives all regions back.</summary>
    internal void Drain() => FreeDownTo(0);

    private void FreeDownTo(long bytes)
    {
        while (TryTakeAbove(bytes) is { } region)
        {
            depot.FreeGuarded(region);
        }
    }

    private Slab? TryTakeAbove(long bytes)
    {
        lock (_lock)
        {
            bool isWithinLimits = _sealedBytes <= bytes && _sealed.Count <= RegionsMax;
            if (isWithinLimits || !_sealed.TryDequeue(out Slab? region))
            {
                return null;
            }

            _sealedBytes -= region.BlockLength;
            return region;
        }
    }
}
