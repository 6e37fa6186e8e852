using System;
using System.Buffers;
using System.Diagnostics;
using System.Numerics;

namespace ChunkedBuffers;

/// <summary>
/// Where a pool gets its memory from: the seam for huge pages, locked or registered memory, and guard pages.
/// </summary>
/// <remarks>
/// <para>Thread safety: a pool calls all members from any thread, several at a time.</para>
/// <para>A region must not move or go away before it is disposed. A pool disposes each region once, when no block in it
/// is rented; a region with a lost block is never disposed.</para>
/// </remarks>
public abstract class SlabSource
{
    private static SlabSource s_default = new NativeSlabSource();

    /// <summary>
    /// Gets or sets the source of pools that are made from now on and name none. Set it before
    /// <see cref="BlockPool.Shared"/> is used if that pool shall have it.
    /// </summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public static SlabSource Default
    {
        get => s_default;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            s_default = value;
        }
    }

    /// <summary>
    /// Gets a source of managed arrays that do not move, for a pool whose memory goes to code that insists on arrays:
    /// <see cref="System.Runtime.InteropServices.MemoryMarshal.TryGetArray{T}"/> succeeds on the memory of its blocks.
    /// Kestrel's socket transport is such code.
    /// </summary>
    /// <remarks>
    /// A slab takes up to twice its size of the collector's heap to begin at an aligned address; what is beyond it is
    /// never touched.
    /// </remarks>
    public static SlabSource PinnedArrays { get; } = new PinnedArraySlabSource();

    /// <summary>
    /// Gets whether new regions are all zero, so that a pool that promises zeros need not clear them.
    /// </summary>
    public virtual bool AllocatesZeroed => false;

    /// <summary>Gets whether <see cref="AllocateGuarded"/> and <see cref="Seal"/> work.</summary>
    public virtual bool SupportsGuard => false;

    /// <summary>Allocates a region. Ownership: transfers to the caller, who disposes it.</summary>
    /// <param name="lengthBytes">Size in bytes, a multiple of the page size.</param>
    /// <param name="alignmentBytes">Alignment of the first byte, a power of two.</param>
    /// <returns>A region of at least that size, of which the pool uses exactly that much.</returns>
    /// <exception cref="OutOfMemoryException">There is no memory; the pool is unchanged.</exception>
    protected internal abstract MemoryManager<byte> Allocate(int lengthBytes, int alignmentBytes);

    /// <summary>
    /// Allocates a region whose last byte lies directly before an inaccessible page. Ownership: transfers to the
    /// caller.
    /// </summary>
    /// <param name="lengthBytes">Size in bytes, any positive number.</param>
    /// <returns>A region of exactly that size.</returns>
    /// <exception cref="NotSupportedException">The source has no guard pages.</exception>
    /// <exception cref="OutOfMemoryException">There is no memory; the pool is unchanged.</exception>
    protected internal virtual MemoryManager<byte> AllocateGuarded(int lengthBytes) => throw NoGuard();

    /// <summary>
    /// Makes a guarded region inaccessible until it is disposed, so that any later use of it ends the process.
    /// </summary>
    /// <param name="region">A region that <see cref="AllocateGuarded"/> returned.</param>
    /// <exception cref="NotSupportedException">The source has no guard pages.</exception>
    protected internal virtual void Seal(MemoryManager<byte> region) => throw NoGuard();

    /// <summary>
    /// As <see cref="Allocate"/>, and holds the source to its promises, on which memory safety rests.
    /// </summary>
    internal MemoryManager<byte> AllocateChecked(int lengthBytes, int alignmentBytes)
    {
        Debug.Assert(BitOperations.IsPow2(alignmentBytes), "An alignment is a power of two.");
        MemoryManager<byte> region = Allocate(lengthBytes, alignmentBytes)
            ?? throw new InvalidOperationException($"{GetType()}.Allocate returned null instead of throwing.");
        if (region.Memory.Length >= lengthBytes && IsAligned(region, alignmentBytes))
        {
            return region;
        }

        int length = region.Memory.Length;
        ((IDisposable)region).Dispose();
        throw new InvalidOperationException(
            $"{GetType()}.Allocate returned {length} bytes that are too few or not aligned; {lengthBytes} bytes "
            + $"aligned to {alignmentBytes} were asked for.");
    }

    /// <summary>As <see cref="AllocateGuarded"/>, and holds the source to the size.</summary>
    internal MemoryManager<byte> AllocateGuardedChecked(int lengthBytes)
    {
        MemoryManager<byte> region = AllocateGuarded(lengthBytes)
            ?? throw new InvalidOperationException($"{GetType()}.AllocateGuarded returned null instead of throwing.");
        int length = region.Memory.Length;
        if (length == lengthBytes)
        {
            return region;
        }

        ((IDisposable)region).Dispose();
        throw new InvalidOperationException(
            $"{GetType()}.AllocateGuarded returned {length} bytes, exactly {lengthBytes} were asked for.");
    }

    /// <summary>Throws unless the source has guard pages.</summary>
    internal void RequireGuard()
    {
        if (!SupportsGuard)
        {
            throw NoGuard();
        }
    }

    private static bool IsAligned(MemoryManager<byte> region, int alignmentBytes)
    {
        using MemoryHandle pin = region.Pin();

        // SAFETY: only the number is looked at, the address is not read from.
        unsafe
        {
            return ((nint)pin.Pointer & (alignmentBytes - 1)) == 0;
        }
    }

    private NotSupportedException NoGuard() => new(
        $"{GetType()} has no guard pages. Give BlockPoolOptions.SlabSource a source that overrides SupportsGuard, "
        + "AllocateGuarded and Seal, or choose BlockPoolMode.Checked.");
}
