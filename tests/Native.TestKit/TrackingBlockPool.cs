using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ChunkedBuffers;
using Xunit;

namespace Native.TestKit;

/// <summary>
/// A pool in checked mode for one test. Disposing it fails the test when a block is still rented, or when the pool saw
/// a misuse that the test did not announce. Thread-safe.
/// </summary>
public sealed class TrackingBlockPool : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<BlockMisuse> _misuses = [];
    private readonly HashSet<BlockMisuseKind> _expected = [];
    private bool _disposed;

    /// <summary>Makes the pool; <paramref name="options"/> may set everything but the mode and the callback.</summary>
    public TrackingBlockPool(BlockPoolOptions? options = null, BlockPoolMode mode = BlockPoolMode.Checked)
    {
        Pool = new BlockPool((options ?? new BlockPoolOptions { Name = "test" }) with
        {
            Mode = mode,
            OnMisuse = Record,
            StackSampling = 1,
        });
    }

    public BlockPool Pool { get; }

    /// <summary>What the pool reported so far.</summary>
    public IReadOnlyList<BlockMisuse> Misuses
    {
        get
        {
            lock (_lock)
            {
                return [.. _misuses];
            }
        }
    }

    /// <summary>From here on a misuse of this kind is what the test wants to see.</summary>
    public void Expect(BlockMisuseKind kind)
    {
        lock (_lock)
        {
            _ = _expected.Add(kind);
        }
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        long rented = Pool.GetStatistics().RentedBlocks;
        Pool.Dispose();
        BlockMisuse[] unexpected;
        lock (_lock)
        {
            unexpected = [.. _misuses.Where(misuse => !_expected.Contains(misuse.Kind))];
        }

        Assert.True(rented == 0, $"{rented} blocks are still rented.{Describe(unexpected)}");
        Assert.True(unexpected.Length == 0, $"The pool was misused.{Describe(unexpected)}");
    }

    private static string Describe(IEnumerable<BlockMisuse> misuses)
    {
        return string.Concat(misuses.Select(static misuse => $"\n{misuse.Message}\n{misuse.OwnerStack}"));
    }

    private void Record(BlockMisuse misuse)
    {
        lock (_lock)
        {
            _misuses.Add(misuse);
        }
    }
}
