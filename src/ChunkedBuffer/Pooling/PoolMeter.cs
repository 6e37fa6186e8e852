using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Threading;

namespace ChunkedBuffers;

/// <summary>
/// The meter <c>ChunkedBuffer</c>. Everything is counted when a listener asks, nothing before. Thread safety: all
/// members.
/// </summary>
internal static class PoolMeter
{
    internal const string Name = "ChunkedBuffer";

    private const string PoolTag = "pool.name";

    private static readonly Lock s_lock = new();
    private static readonly List<WeakReference<BlockDepot>> s_depots = [];
    private static readonly Meter s_meter = new(Name);

    // Statically, so that the instruments exist from the first pool on and belong to no pool.
    static PoolMeter()
    {
        Gauge("rented.blocks", "{block}", "Blocks in use", static pool => pool.RentedBlocks);
        Gauge("rented.bytes", "By", "Capacity of the blocks in use", static pool => pool.RentedBytes);
        Gauge("retained.bytes", "By", "Free memory that the pool keeps", static pool => pool.RetainedBytes);
        Gauge("slabs", "{slab}", "Slabs", static pool => pool.SlabCount);
        Gauge("slab.bytes", "By", "Size of all slabs", static pool => pool.SlabBytes);
        Gauge("dedicated.bytes", "By", "Size of large blocks", static pool => pool.DedicatedBytes);
        Gauge("outstanding.handles", "{handle}", "Open handles, if checked", static pool => pool.OpenHandles);
        Counter("trims", "{slab}", "Slabs given back", static pool => pool.Trims);
        Counter("misses", "{allocation}", "Allocations for a rent", static pool => pool.Misses);
        Counter("lost.blocks", "{block}", "Blocks lost while in use", static pool => pool.LostBlocks);
    }

    internal static void Add(BlockDepot depot)
    {
        lock (s_lock)
        {
            _ = s_depots.RemoveAll(static entry => !entry.TryGetTarget(out _));
            s_depots.Add(depot.Self);
        }
    }

    internal static void Remove(BlockDepot depot)
    {
        lock (s_lock)
        {
            _ = s_depots.RemoveAll(entry => !entry.TryGetTarget(out BlockDepot? target) || target == depot);
        }
    }

    private static void Gauge(
        string name, string unit, string description, Func<BlockPoolStatistics, long> value) =>
        s_meter.CreateObservableUpDownCounter("chunkedbuffer.pool." + name, () => Measure(value), unit, description);

    private static void Counter(
        string name, string unit, string description, Func<BlockPoolStatistics, long> value) =>
        s_meter.CreateObservableCounter("chunkedbuffer.pool." + name, () => Measure(value), unit, description);

    private static List<Measurement<long>> Measure(Func<BlockPoolStatistics, long> value)
    {
        List<BlockDepot> depots = [];
        lock (s_lock)
        {
            foreach (WeakReference<BlockDepot> entry in s_depots)
            {
                if (entry.TryGetTarget(out BlockDepot? depot))
                {
                    depots.Add(depot);
                }
            }
        }

        List<Measurement<long>> measurements = [];
        foreach (BlockDepot depot in depots)
        {
            BlockPoolStatistics statistics = depot.GetStatistics();
            measurements.Add(new(value(statistics), new KeyValuePair<string, object?>(PoolTag, statistics.Name)));
        }

        return measurements;
    }
}
