using System;
using System.Runtime.CompilerServices;

namespace ChunkedBuffers;

/// <summary>
/// The shards of one thread, one per pool. When the thread ends, nothing refers to this object any more and its
/// finalizer sends home what the thread kept. Thread safety: confined to its thread, then to the finalizer thread.
/// </summary>
internal sealed class ThreadShards
{
    [ThreadStatic]
    private static ThreadShards? t_current;

    /// <summary>The shard that this thread used last and that needs no check but the depot's identity.</summary>
    [ThreadStatic]
    private static BlockShard? t_last;

    /// <summary>
    /// What the thread's shards know their owner by. Not this object, which the shards would keep from being finalized,
    /// and not the thread's id, which a later thread gets again.
    /// </summary>
    private readonly object _token = new();

    /// <summary>
    /// Indexed by <see cref="BlockDepot.Slot"/>; slots are used again, so the depot is compared as well.
    /// </summary>
    private BlockShard?[] _shards = [];

    /// <summary>Closes the shards of a thread that ended.</summary>
    ~ThreadShards()
    {
        foreach (BlockShard? shard in _shards)
        {
            shard?.Depot.CloseShard(shard);
        }
    }

    internal static BlockShard? Last
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => t_last;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsOfCurrentThread(BlockShard shard) =>
        ReferenceEquals(t_last, shard) || ReferenceEquals(t_current?._token, shard.Owner);

    /// <summary>Finds or makes the calling thread's shard of a depot.</summary>
    /// <exception cref="ObjectDisposedException">The pool was disposed.</exception>
    internal static BlockShard Of(BlockDepot depot)
    {
        ThreadShards table = t_current ??= new ThreadShards();
        int slot = depot.Slot;
        if (slot >= table._shards.Length)
        {
            Array.Resize(ref table._shards, Math.Max(slot + 1, table._shards.Length * 2));
        }

        BlockShard? shard = table._shards[slot];
        if (shard is null || !ReferenceEquals(shard.Depot, depot))
        {
            shard = depot.AddShard(table._token);
            table._shards[slot] = shard;
        }

        if (depot.IsPlain)
        {
            t_last = shard;
        }

        return shard;
    }
}
