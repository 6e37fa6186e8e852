using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Microsoft.AspNetCore.Connections;
using Xunit;

namespace ChunkedBuffers.Kestrel.Tests;

/// <summary>
/// Keeps the pools that another factory made, and what they saw, so that a test can look at them after Kestrel has
/// disposed them. Thread-safe.
/// </summary>
internal sealed class RecordingPoolFactory : IMemoryPoolFactory<byte>
{
    private readonly ConcurrentQueue<BlockPool> _pools = new();
    private readonly ConcurrentQueue<BlockMisuse> _misuses = new();
    private readonly BlockPoolFactory _factory;

    internal RecordingPoolFactory(BlockPoolMode mode)
    {
        _factory = new BlockPoolFactory(new BlockPoolOptions
        {
            Mode = mode,
            StackSampling = 1,
            OnMisuse = _misuses.Enqueue,
        });
    }

    internal long RentedBlocks => Statistics().Sum(static pool => pool.RentedBlocks);

    public MemoryPool<byte> Create(MemoryPoolOptions? options = null)
    {
        var pool = (BlockPool)_factory.Create(options);
        _pools.Enqueue(pool);
        return pool;
    }

    /// <summary>Kestrel has stopped: it rented from these pools, and everything is back and freed.</summary>
    internal void VerifyUsedAndBalanced()
    {
        Assert.Contains(Statistics(), static pool => pool.Misses > 0);
        Assert.All(
            Statistics(),
            static pool => Assert.Equal((0, 0, 0), (pool.RentedBlocks, pool.OpenHandles, pool.SlabBytes)));
        Assert.Empty(_misuses.Select(static misuse => $"{misuse.Message}\n{misuse.OwnerStack}"));
    }

    private IEnumerable<BlockPoolStatistics> Statistics() => _pools.Select(static pool => pool.GetStatistics());
}
