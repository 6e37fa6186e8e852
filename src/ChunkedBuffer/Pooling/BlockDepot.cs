using System;
using System.Runtime.CompilerServices;

namespace ChunkedBuffers;

/// <summary>
/// What is behind a pool: the arenas, the threads' shards, the caps, and the blocks' way home.
/// </summary>
/// <remarks>
/// <para>Apart from <see cref="BlockPool"/> so that blocks and threads, which refer to it, do not keep a forgotten pool
/// alive: when nobody has the pool any more, its finalizer closes the depot.</para>
/// <para>Way of a block: slab -> arena -> shard of a thread -> holder -> back to that shard, by its owner's stack or by
/// the return list -> arena -> slab. Lock order: trim lock before arena lock, and no foreign code under either.</para>
/// <para>Thread safety: all members.</para>
/// </remarks>
internal sealed partial class BlockDepot : BlockOrigin
{
    /// <summary>The largest block: the most whole pages that an <see cref="int"/> can count.</summary>
    internal const int LengthMax = int.MaxValue - PageMask;

    /// <summary>
    /// Alignment of large blocks; the page size of nearly every platform, and enough for direct IO on all.
    /// </summary>
    private const int PageLength = 4096;
    private const int PageMask = PageLength - 1;

    /// <summary>More stripes than this spread the slabs more thinly than contention costs.</summary>
    private const int StripeCountMax = 8;
    private const int ProcessorsPerStripe = 4;

    private readonly BlockPoolOptions _options;
    private readonly BlockArena[] _arenas;
    private readonly int _stripeCount;
    private readonly ThreadToken? _confinement;
    private readonly HandleLedger? _ledger;
    private readonly GuardedRegions? _guarded;
    private readonly bool _cachesByThread;
    private volatile bool _isClosed;

    internal BlockDepot(BlockPoolOptions options)
    {
        _options = options;
        Source = options.SlabSource ?? SlabSource.Default;
        _small = new ByteBudget(options.SmallBytesMax);
        _large = new ByteBudget(options.LargeBytesMax);
        _confinement = options.SingleThreaded ? new ThreadToken() : null;
        if (options.Mode == BlockPoolMode.Guarded)
        {
            Source.RequireGuard();
            _guarded = new GuardedRegions(this, options.QuarantineBytesMax);
        }

        _ledger = options.Mode == BlockPoolMode.Default
            ? null
            : new HandleLedger(options.StackSampling, Report, options.Name);
        _cachesByThread = options.Mode == BlockPoolMode.Default && options.ThreadCacheBytesMax > 0;
        IsPlain = _cachesByThread && !options.ZeroOnRent;
        _stripeCount = Math.Clamp(Environment.ProcessorCount / ProcessorsPerStripe, 1, StripeCountMax);
        _arenas = new BlockArena[_stripeCount * SizeClass.Count];
        for (int index = 0; index < _arenas.Length; index++)
        {
            _arenas[index] = new BlockArena(this, index % SizeClass.Count);
        }

        Self = new WeakReference<BlockDepot>(this);
        _timer = new TrimTimer(this, options.TimeProvider, options.TrimInterval);
        Slot = DepotSlots.Take();
        PoolMeter.Add(this);
        CollectionWatch.Start(this);
    }

    internal bool IsClosed => _isClosed;

    /// <summary>Gets what timer, watch and meter know the depot by, which must not keep it alive.</summary>
    internal WeakReference<BlockDepot> Self { get; }

    internal SlabSource Source { get; }

    /// <summary>Gets the index of the depot's shard in <see cref="ThreadShards"/>.</summary>
    internal int Slot { get; }

    /// <summary>
    /// Gets whether a block is ready to be handed out as it comes off a stack: no checks, no clearing.
    /// </summary>
    internal bool IsPlain { get; }

    internal override void Recycle(NativeBlock block)
    {
        if (block.Home is not { } home)
        {
            RecycleToSlab(block);
        }
        else if (ThreadShards.IsOfCurrentThread(home))
        {
            home.Push(block);
        }
        else
        {
            home.ReturnFromOtherThread(block);
        }
    }

    /// <summary>Takes a free block. Ownership: transfers to the caller, who starts its references.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal NativeBlock Take(int lengthMin, bool allowDirty)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lengthMin);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lengthMin, LengthMax);
        ThrowIfClosed(_isClosed);
        if (_confinement is { IsCurrent: false })
        {
            ThrowHelper.ThrowWrongThread();
        }

        NativeBlock block;
        do
        {
            block = TakeUnprepared(lengthMin);
        }
        while (!Prepare(block, allowDirty));
        return block;
    }

    internal static void ThrowIfClosed(bool isClosed) => ObjectDisposedException.ThrowIf(isClosed, typeof(BlockPool));

    private NativeBlock TakeUnprepared(int lengthMin)
    {
        if (_guarded is not null)
        {
            return TakeGuarded(lengthMin);
        }

        if (lengthMin > SizeClass.LengthMax)
        {
            return TakeDedicated(lengthMin);
        }

        int sizeClass = SizeClass.Of(Math.Max(lengthMin, 1));
        BlockShard shard = ThreadShards.Of(this);
        if (sizeClass < SizeClass.CachedCount && _cachesByThread)
        {
            return shard.TryPop(sizeClass) ?? shard.Refill(sizeClass);
        }

        NativeBlock block = TakeChain(sizeClass, shard.Stripe, 1);
        block.Home = null;
        return block;
    }

    /// <summary>Makes a block ready for its next holder; false when it must not be handed out.</summary>
    private bool Prepare(NativeBlock block, bool allowDirty)
    {
        if (block.References.Count != 0)
        {
            ReportInUse(block);
            return false;
        }

        if (block.IsPoisoned)
        {
            VerifyPoison(block);
        }

        if (_options.ZeroOnRent)
        {
            if (block.IsDirty && !allowDirty)
            {
                block.AsSpan(0, block.Length).Clear();
            }

            block.IsDirty = true;
        }

        return true;
    }

    private void RecycleToSlab(NativeBlock block)
    {
        if (block.Slab!.Arena is { } arena)
        {
            if (_ledger is not null)
            {
                Poison(block);
            }

            arena.Return(block);
        }
        else
        {
            RecycleWhole(block);
        }
    }
}
