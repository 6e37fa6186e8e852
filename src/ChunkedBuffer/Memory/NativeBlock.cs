using System;
using System.Buffers;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ChunkedBuffers;

/// <summary>
/// One reference-counted run of native or foreign memory. Handles (leases, slices and buffers)
/// hold references to it; a user meets it only as the owner behind a
/// <see cref="Memory{T}"/>.
/// </summary>
/// <remarks>
/// <para>Thread safety: counting is thread-safe; the memory is as safe as its users make it.</para>
/// <para>The object is pooled together with its memory, so that renting and slicing allocate nothing. A handle keeps
/// the object reachable, which is why a stale handle can be recognised even after its slab was freed.</para>
/// </remarks>
[DebuggerDisplay("{_length} bytes, generation {Generation}, {References.Count} references")]
public sealed class NativeBlock : MemoryManager<byte>
{
    /// <summary>The count and generation; a field, not a property, because it is a mutable struct.</summary>
    internal ReferenceCount References;

    /// <summary>The slab that the memory is part of, or the dedicated region; null for foreign memory.</summary>
    internal Slab? Slab;

    /// <summary>The thread's cache that the block goes home to; null for the arena of its slab.</summary>
    internal BlockShard? Home;

    /// <summary>The next block in a list of free blocks; null while the block is rented.</summary>
    internal NativeBlock? Next;

    /// <summary>In a return list, the bytes of this block and of those behind it.</summary>
    internal int ChainBytes;

    /// <summary>The class of a block that a slab was carved into.</summary>
    internal int SizeClass;

    /// <summary>False only when every byte is known to be zero.</summary>
    internal bool IsDirty = true;

    /// <summary>Checked mode filled the free block, and verifies that at the next rent.</summary>
    internal bool IsPoisoned;

    private readonly BlockOrigin _origin;
    private unsafe byte* _start;
    private int _length;

    /// <summary>
    /// Makes a free block over native memory. Ownership: borrows; the origin keeps the memory allocated until it
    /// detaches the block.
    /// </summary>
    internal NativeBlock(BlockOrigin origin, Memory<byte> nativeMemory)
    {
        _origin = origin;
        Attach(nativeMemory);
    }

    /// <summary>Makes a block without memory, to be attached later.</summary>
    internal NativeBlock(BlockOrigin origin) => _origin = origin;

    // CA2015 fears that a finalizer frees memory which a span still shows. This one frees nothing: it counts the leak.
#pragma warning disable CA2015
    /// <summary>Reports a block that was lost while somebody held a reference to it.</summary>
    ~NativeBlock()
#pragma warning restore CA2015
    {
        if (References.Count > 0)
        {
            _origin.ReportLost(this);
        }
    }

    /// <summary>Gets the size of the block in bytes.</summary>
    public int Length => _length;

    internal uint Generation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => References.Generation;
    }

    internal BlockOrigin Origin => _origin;

    /// <summary>Foreign memory is never written to.</summary>
    internal bool IsReadOnly { get; init; }

    /// <summary>The thread that may count references, for blocks of a single-threaded pool; else null.</summary>
    internal ThreadToken? Confinement { get; init; }

    /// <summary>The book of handles in checked mode; else null.</summary>
    internal HandleLedger? Ledger { get; init; }

    /// <summary>
    /// The one buffer that may put bytes before the first written one, during <see cref="FrontGeneration"/>.
    /// </summary>
    internal ChunkedBuffer? FrontOwner { get; set; }

    internal uint FrontGeneration { get; set; }

    /// <summary>Bytes at the start of the block that were never part of any chunk.</summary>
    internal int FreeFront { get; set; }

    /// <summary>Gets the bytes of the block. For the holder of a <see cref="Memory{T}"/> over it.</summary>
    /// <returns>A borrowed view of the whole block, valid while a handle of this rental is held.</returns>
    /// <exception cref="ObjectDisposedException">The block is in nobody's hands.</exception>
    public override Span<byte> GetSpan()
    {
        if (References.Count == 0)
        {
            ThrowHelper.ThrowBlockIsFree();
        }

        return AsSpan(0, _length);
    }

    /// <summary>
    /// Gives a stable address for a system call. Ownership: shares; the block is not reused before the returned handle
    /// is disposed, so memory that the kernel works on cannot be handed to somebody else.
    /// </summary>
    /// <param name="elementIndex">Offset in bytes of the address inside the block.</param>
    /// <returns>A handle that holds one reference.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The index is outside the block.</exception>
    /// <exception cref="ObjectDisposedException">The block is in nobody's hands.</exception>
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        if ((uint)elementIndex > (uint)_length)
        {
            ThrowHelper.ThrowRangeOutsideBlock(elementIndex, 0, _length);
        }

        Acquire(References.Generation, 1);

        // SAFETY: the index is inside the block, native memory does not move, and the reference just taken keeps it
        // allocated until Unpin.
        unsafe
        {
            return new MemoryHandle(_start + elementIndex, default, this);
        }
    }

    /// <summary>Gives back the reference that <see cref="Pin"/> took.</summary>
    public override void Unpin() => Release(References.Generation, 1);

    /// <summary>Borrows part of the block without asking for a generation; the caller holds a reference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Span<byte> AsSpan(int start, int length)
    {
        if ((uint)start > (uint)_length || (uint)length > (uint)(_length - start))
        {
            ThrowHelper.ThrowRangeOutsideBlock(start, length, _length);
        }

        // SAFETY: the range was just checked against the length that belongs to _start, and the memory stays allocated
        // while the caller's handle holds its reference. Spans over one block may alias: committed bytes are never
        // written again, and only one buffer or lease writes to the free tail.
        unsafe
        {
            return new Span<byte>(_start + start, length);
        }
    }

    /// <summary>Reads one byte, for the holder of a reference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal byte ByteAt(int index)
    {
        if ((uint)index >= (uint)_length)
        {
            ThrowHelper.ThrowRangeOutsideBlock(index, 1, _length);
        }

        // SAFETY: the index was just checked against the length that belongs to _start, and the caller's reference
        // keeps the memory allocated.
        unsafe
        {
            return _start[(uint)index];
        }
    }

    /// <summary>Borrows part of the block as memory, for interfaces that cannot take a span.</summary>
    internal Memory<byte> AsMemory(int start, int length) => CreateMemory(start, length);

    internal void Acquire(uint generation, int count)
    {
        if (!TryAcquire(generation, count))
        {
            ThrowHelper.ThrowStaleHandle();
        }
    }

    /// <summary>As <see cref="Acquire"/>; false when the handle is stale.</summary>
    internal bool TryAcquire(uint generation, int count)
    {
        if (Confinement is null)
        {
            return References.TryAcquire(generation, count);
        }

        RequireOwnThread();
        return References.TryAcquireConfined(generation, count);
    }

    /// <summary>Gives back references; the last one sends the block home.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Release(uint generation, int count)
    {
        bool isLast;
        if (Confinement is null)
        {
            isLast = References.Release(generation, count);
        }
        else
        {
            RequireOwnThread();
            isLast = References.ReleaseConfined(generation, count);
        }

        if (isLast)
        {
            _origin.Recycle(this);
        }
    }

    /// <summary>
    /// Points a free block at memory that does not move. Ownership: borrows until <see cref="DetachMemory"/>.
    /// </summary>
    internal void Attach(ReadOnlyMemory<byte> memory)
    {
        Debug.Assert(References.Count == 0, "Only a free block changes its memory.");

        // SAFETY: the memory is native or pinned by the origin, which keeps it so until it detaches the block; the
        // length is taken from the same span as the address.
        unsafe
        {
            fixed (byte* start = memory.Span)
            {
                _start = start;
                _length = memory.Length;
            }
        }
    }

    /// <summary>Makes every later look at this block fail instead of reading memory that is gone.</summary>
    internal void DetachMemory()
    {
        // SAFETY: length 0 lets no range pass the check in AsSpan, so the null address is never read.
        unsafe
        {
            _start = null;
            _length = 0;
        }
    }

    /// <summary>
    /// Shows the block as part of an array, when it is one: in pools over <see cref="SlabSource.PinnedArrays"/>.
    /// </summary>
    /// <param name="segment">Borrowed, like the result of <see cref="GetSpan"/>.</param>
    /// <returns>Whether the block is part of an array.</returns>
    /// <exception cref="ObjectDisposedException">The block is in nobody's hands.</exception>
    protected override bool TryGetArray(out ArraySegment<byte> segment)
    {
        if (References.Count == 0)
        {
            ThrowHelper.ThrowBlockIsFree();
        }

        if (Slab is null || !MemoryMarshal.TryGetArray(Slab.Memory, out ArraySegment<byte> region))
        {
            segment = default;
            return false;
        }

        // SAFETY: the block lies in its slab's region, which does not move, so the difference of the addresses is the
        // block's offset in it; the segment is made with bounds checks, and nothing is read through the pointer.
        unsafe
        {
            fixed (byte* start = region.AsSpan())
            {
                segment = region.Slice((int)(_start - start), _length);
            }
        }

        return true;
    }

    /// <summary>Does nothing: a block is released through the handle that was rented.</summary>
    /// <param name="disposing">Ignored.</param>
    protected override void Dispose(bool disposing)
    {
        // A block counts references of handles; an owner that disposed the block itself would take one that is not his.
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void RequireOwnThread()
    {
        if (!Confinement!.IsCurrent)
        {
            ThrowHelper.ThrowWrongThread();
        }
    }
}
