using System;
using System.Buffers;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;

namespace ChunkedBuffers;

/// <summary>
/// Rents blocks of native memory and takes them back. A rent and a return on one thread cost about as much as a method
/// call; blocks may be returned on any thread.
/// </summary>
/// <remarks>
/// <para>Thread safety: all members; with <see cref="BlockPoolOptions.SingleThreaded"/> only on the thread that made
/// the pool.</para>
/// <para>Blocks of up to 256 KiB are powers of two from 512 bytes on and aligned to their size. Larger ones are aligned
/// to a page, and their memory goes back when they do.</para>
/// </remarks>
/// <example>
/// <code>
/// using var pool = new BlockPool(new BlockPoolOptions { Name = "ingest" });
/// using BlockLease lease = pool.RentBlock(4096);
/// int read = RandomAccess.Read(file, lease.Span, 0);
/// using BufferSlice record = lease.Share(0, read);
/// </code>
/// </example>
public sealed class BlockPool : MemoryPool<byte>
{
    private const int RentLengthDefault = 4096;

    private static BlockPool? s_shared;

    private readonly BlockDepot _depot;
    private readonly bool _isShared;

    /// <summary>Makes a pool; it allocates nothing before the first rent.</summary>
    /// <param name="options">How it works; null for the defaults.</param>
    /// <exception cref="ArgumentException">An option makes no sense; the message says which and why.</exception>
    /// <exception cref="NotSupportedException">Guarded mode with a source that has no guard pages.</exception>
    public BlockPool(BlockPoolOptions? options = null)
        : this(options ?? new BlockPoolOptions(), isShared: false)
    {
    }

    private BlockPool(BlockPoolOptions options, bool isShared)
    {
        options.Validate();
        Options = options;
        _isShared = isShared;
        _depot = new BlockDepot(options);
    }

    /// <summary>Gives the memory of a forgotten pool back; blocks that are still held stay valid.</summary>
    ~BlockPool() => Dispose(disposing: false);

    /// <summary>Gets the pool that everything uses unless told otherwise. It cannot be disposed.</summary>
    public static new BlockPool Shared => Volatile.Read(ref s_shared) ?? CreateShared();

    /// <summary>Gets how the pool works.</summary>
    public BlockPoolOptions Options { get; }

    /// <inheritdoc/>
    public override int MaxBufferSize => BlockDepot.LengthMax;

    /// <summary>
    /// Rents a block for code that knows memory pools. Allocates a small managed object each time;
    /// <see cref="RentBlock"/> does not. Ownership: the caller disposes the result; disposing it twice does nothing.
    /// </summary>
    /// <param name="minBufferSize">The least size in bytes; -1 for 4096.</param>
    /// <returns>An owner whose memory is valid until it is disposed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The size is below -1 or above
    /// <see cref="MaxBufferSize"/>.</exception>
    /// <exception cref="InsufficientMemoryException">A cap of the options is reached; nothing changed.</exception>
    /// <exception cref="OutOfMemoryException">The source has no memory; nothing changed.</exception>
    /// <exception cref="ObjectDisposedException">The pool was disposed.</exception>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        int lengthMin = minBufferSize == -1 ? RentLengthDefault : minBufferSize;
        NativeBlock block = RentShared(lengthMin, 1, out uint generation);
        return new RentedMemory(block, generation);
    }

    /// <summary>Rents a block without allocating anything managed. Ownership: the caller disposes the lease.</summary>
    /// <param name="lengthMin">The least size in bytes, from 0 on.</param>
    /// <param name="allowDirty">
    /// True lets a pool with <see cref="BlockPoolOptions.ZeroOnRent"/> skip the clearing, because the caller overwrites
    /// all that it reads.
    /// </param>
    /// <returns>A lease of a block that is at least that long.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative or above
    /// <see cref="MaxBufferSize"/>.</exception>
    /// <exception cref="InsufficientMemoryException">A cap of the options is reached; nothing changed.</exception>
    /// <exception cref="OutOfMemoryException">The source has no memory; nothing changed.</exception>
    /// <exception cref="ObjectDisposedException">The pool was disposed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public BlockLease RentBlock(int lengthMin, bool allowDirty = false)
    {
        NativeBlock block = TryTakeCached(lengthMin) ?? _depot.Take(lengthMin, allowDirty);
        uint generation = block.References.StartExclusive();
        return new BlockLease(block, generation, block.Ledger is null ? 0 : block.Ledger.Open(block));
    }

    /// <summary>
    /// Gives back all memory that no rented block needs, also what idle threads keep for themselves.
    /// </summary>
    public void Trim() => _depot.Trim();

    /// <summary>Counts what the pool holds.</summary>
    /// <returns>A snapshot.</returns>
    public BlockPoolStatistics GetStatistics() => _depot.GetStatistics();

    /// <summary>
    /// Lists the handles that are open, with the places where they were made as far as
    /// <see cref="BlockPoolOptions.StackSampling"/> recorded them.
    /// </summary>
    /// <returns>One entry for each handle; nothing in default mode, which does not book handles.</returns>
    public IReadOnlyList<BlockMisuse> GetOutstanding() => _depot.ListOutstanding();

    /// <summary>
    /// Rents a block with references to hand out. Ownership: transfers <paramref name="references"/> references to the
    /// caller; whoever gives back the last sends the block home.
    /// </summary>
    internal NativeBlock RentShared(int lengthMin, int references, out uint generation)
    {
        NativeBlock block = TryTakeCached(lengthMin) ?? _depot.Take(lengthMin, allowDirty: false);
        generation = block.References.StartShared(references);
        return block;
    }

    /// <summary>
    /// Ends renting. Blocks that are out stay valid, and their memory goes when they are released. Twice is once; on
    /// <see cref="Shared"/> it does nothing.
    /// </summary>
    /// <param name="disposing">False on the finalizer thread.</param>
    protected override void Dispose(bool disposing)
    {
        if (!_isShared)
        {
            // Null when the constructor threw: the finalizer runs all the same.
            _depot?.Close(isOnFinalizerThread: !disposing);
        }
    }

    /// <summary>
    /// The whole of a rent that the calling thread can serve itself; null for everything else, which
    /// <see cref="BlockDepot.Take"/> then does. A closed depot has emptied the shards, so that is not asked here.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private NativeBlock? TryTakeCached(int lengthMin)
    {
        BlockShard? shard = ThreadShards.Last;
        int sizeClass = SizeClass.Of(lengthMin);
        if (shard is null || !ReferenceEquals(shard.Depot, _depot) || sizeClass >= SizeClass.CachedCount)
        {
            return null;
        }

        NativeBlock? block = shard.TryPop(sizeClass);
        if (block is not null && block.References.Count != 0)
        {
            _depot.ReportInUse(block);
            block = null;
        }

        return block;
    }

    private static BlockPool CreateShared()
    {
        var pool = new BlockPool(new BlockPoolOptions { Name = "shared" }, isShared: true);

        // Full fence; pairs with the read in Shared, so that a thread that sees the pool sees all of it.
        BlockPool? first = Interlocked.CompareExchange(ref s_shared, pool, null);
        if (first is null)
        {
            return pool;
        }

        pool._depot.Close(isOnFinalizerThread: false);
        return first;
    }
}
