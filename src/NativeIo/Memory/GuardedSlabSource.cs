using System;
using System.Buffers;
using System.Threading;
using ChunkedBuffers;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>
/// Gives a pool memory between inaccessible pages, which <see cref="BlockPoolMode.Guarded"/> needs: one byte too far,
/// or any use after the release, ends the process at the guilty instruction.
/// </summary>
/// <remarks>
/// <para>Each block takes at least three pages of addresses and up to three of the mappings that a process may have
/// (65,530 on Linux, <c>vm.max_map_count</c>).</para>
/// <para>Ownership: the pool owns the memory; the source owns nothing. Thread safety: all members.</para>
/// <example><code>
/// using var pool = new BlockPool(new BlockPoolOptions
/// {
///     Mode = BlockPoolMode.Guarded,
///     SlabSource = new GuardedSlabSource(),
/// });
/// using BlockLease lease = pool.RentBlock(100);
/// lease.Span[99] = 1;
/// </code></example>
/// </remarks>
public sealed class GuardedSlabSource : SlabSource
{
    private readonly FileBackend _backend;
    private long _sealed;
    private long _sealFailures;

    /// <summary>Makes a source.</summary>
    public GuardedSlabSource()
        : this(PlatformSelector.Current)
    {
    }

    internal GuardedSlabSource(FileBackend backend) => _backend = backend;

    /// <inheritdoc/>
    public override bool AllocatesZeroed => true;

    /// <summary>Gets whether the system has pages that can be made inaccessible.</summary>
    public override bool SupportsGuard => _backend.HasPages;

    /// <summary>Gets how many released blocks were made inaccessible.</summary>
    public long SealedBlocks => Interlocked.Read(ref _sealed);

    /// <summary>
    /// Gets how many released blocks the system refused to make inaccessible: use of them goes unnoticed.
    /// </summary>
    public long SealFailures => Interlocked.Read(ref _sealFailures);

    /// <inheritdoc/>
    protected override MemoryManager<byte> Allocate(int lengthBytes, int alignmentBytes) =>
        PageRegion.Allocate(_backend, lengthBytes, alignmentBytes, isGuarded: true);

    /// <inheritdoc/>
    protected override MemoryManager<byte> AllocateGuarded(int lengthBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lengthBytes);
        return SupportsGuard
            ? PageRegion.AllocateToTheEnd(_backend, lengthBytes)
            : base.AllocateGuarded(lengthBytes);
    }

    /// <inheritdoc/>
    protected override void Seal(MemoryManager<byte> region)
    {
        ArgumentNullException.ThrowIfNull(region);

        // A block that stays accessible is still released and given back later, so that is no error of its holder.
        Interlocked.Increment(ref ((PageRegion)region).TrySeal() ? ref _sealed : ref _sealFailures);
    }
}
