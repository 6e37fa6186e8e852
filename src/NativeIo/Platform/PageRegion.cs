using System;
using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Threading;

namespace NativeIo.Platform;

/// <summary>
/// Pages of memory of their own for a pool's slab or block, with inaccessible pages around them when asked for.
/// </summary>
/// <remarks>
/// <para>It has no finalizer: a region that holds a lost block is never given back, since a span may still show the
/// block. What the system refuses to take back stays counted in <see cref="LiveCount"/>.</para>
/// <para>Thread safety: <see cref="Dispose(bool)"/> frees once whoever calls it; the rest is as safe as its single
/// owner makes it.</para>
/// </remarks>
internal sealed class PageRegion : MemoryManager<byte>
{
    private static long s_live;

    private readonly FileBackend _backend;
    private readonly nint _reservation;
    private readonly long _reservationLength;
    private readonly nint _start;
    private readonly int _length;
    private PageTally? _tally;
    private int _isDisposed;

    private PageRegion(FileBackend backend, nint reservation, long reservationLength, nint start, int length)
    {
        _backend = backend;
        _reservation = reservation;
        _reservationLength = reservationLength;
        _start = start;
        _length = length;
        Interlocked.Increment(ref s_live);
    }

    /// <summary>Gets how many regions there are, those included that the system refused to take back.</summary>
    internal static long LiveCount => Interlocked.Read(ref s_live);

    /// <summary>Gets the first byte.</summary>
    internal nint Start => _start;

    /// <summary>Gets the first byte of the first page.</summary>
    internal nint Pages => _start / Environment.SystemPageSize * Environment.SystemPageSize;

    /// <summary>Gets the length of all pages in bytes.</summary>
    internal long PagesLength => RoundUp(_start + _length - Pages, Environment.SystemPageSize);

    /// <inheritdoc/>
    public override Memory<byte> Memory => CreateMemory(_length);

    /// <summary>
    /// Allocates zeroed memory, from the C runtime where the backend has no pages. Ownership: the caller disposes it.
    /// </summary>
    /// <exception cref="OutOfMemoryException">There is none; nothing is left behind.</exception>
    internal static PageRegion Allocate(FileBackend backend, int lengthBytes, int alignmentBytes, bool isGuarded)
    {
        if (!backend.HasPages)
        {
            return AllocateFromRuntime(backend, lengthBytes, alignmentBytes);
        }

        int page = Environment.SystemPageSize;
        PageRegion region = Reserve(
            backend, RoundUp(lengthBytes, page), isGuarded ? page : 0, Math.Max(alignmentBytes, page), lengthBytes);
        region.MakeAccessible();
        return region;
    }

    /// <summary>
    /// Allocates memory that ends directly before an inaccessible page. Ownership: the caller disposes it.
    /// </summary>
    /// <exception cref="OutOfMemoryException">There is none; nothing is left behind.</exception>
    internal static PageRegion AllocateToTheEnd(FileBackend backend, int lengthBytes)
    {
        int page = Environment.SystemPageSize;
        PageRegion region = Reserve(backend, RoundUp(lengthBytes, page), page, page, lengthBytes, isAtTheEnd: true);
        region.MakeAccessible();
        return region;
    }

    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);

        // SAFETY: the range lies in pages that are accessible and not freed before the region is disposed, which the
        // owner does not do while a block of it is in use.
        unsafe
        {
            return new Span<byte>((void*)_start, _length);
        }
    }

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)_length, nameof(elementIndex));

        // SAFETY: the index is inside the region, which does not move.
        unsafe
        {
            return new MemoryHandle((byte*)_start + elementIndex);
        }
    }

    public override void Unpin()
    {
        // Pages do not move, so there is nothing to undo.
    }

    /// <summary>Makes all pages inaccessible; false when the system refuses.</summary>
    internal bool TrySeal() => _backend.ProtectPages(Pages, PagesLength, isAccessible: false).IsSuccess;

    /// <summary>Counts the bytes of the region as long as it lives.</summary>
    internal void CountIn(PageTally tally)
    {
        _tally = tally;
        tally.Add(_length);
    }

    protected override void Dispose(bool disposing)
    {
        // Full fence; pairs with itself, so that of two callers one frees.
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        _tally?.Remove(_length);
        if (_reservationLength == 0)
        {
            FreeToRuntime();
        }
        else if (!_backend.FreePages(_reservation, _reservationLength).IsSuccess)
        {
            return;
        }

        Interlocked.Decrement(ref s_live);
    }

    private static PageRegion Reserve(
        FileBackend backend, long pagesLength, long guard, int alignment, int length, bool isAtTheEnd = false)
    {
        // Reserved addresses cost no memory, so alignment is had by reserving more.
        long total = guard + (alignment - Environment.SystemPageSize) + pagesLength + guard;
        IoResult result = backend.ReservePages(total);
        if (!result.IsSuccess)
        {
            ThrowOutOfMemory(backend, "reserve", total, result.ErrorCode);
        }

        long pages = RoundUp(result.Value + guard, alignment);
        long start = isAtTheEnd ? pages + pagesLength - length : pages;
        return new PageRegion(backend, (nint)result.Value, total, (nint)start, length);
    }

    private static PageRegion AllocateFromRuntime(FileBackend backend, int lengthBytes, int alignmentBytes)
    {
        // SAFETY: both numbers were validated by the pool, and a failed allocation throws instead of giving null. The
        // span that is cleared is exactly the allocation.
        unsafe
        {
            void* address = NativeMemory.AlignedAlloc((nuint)lengthBytes, (nuint)alignmentBytes);
            new Span<byte>(address, lengthBytes).Clear();
            return new PageRegion(backend, 0, 0, (nint)address, lengthBytes);
        }
    }

    private static long RoundUp(long value, long multiple) => (value + multiple - 1) / multiple * multiple;

    // MA0012 reserves this exception for the runtime; it is what a SlabSource promises to throw, and a pool handles it.
#pragma warning disable MA0012
    [DoesNotReturn]
    private static void ThrowOutOfMemory(FileBackend backend, string what, long bytes, int errorCode) =>
        throw new OutOfMemoryException(
            $"Could not {what} {bytes} bytes of pages: {backend.Describe(errorCode)} (error {errorCode}). Free some, "
            + "or raise the limit on memory or on mappings of a process (vm.max_map_count on Linux).");
#pragma warning restore MA0012

    private void MakeAccessible()
    {
        IoResult result = _backend.ProtectPages(Pages, PagesLength, isAccessible: true);
        if (!result.IsSuccess)
        {
            ((IDisposable)this).Dispose();
            ThrowOutOfMemory(_backend, "make accessible", PagesLength, result.ErrorCode);
        }
    }

    private void FreeToRuntime()
    {
        // SAFETY: the address came from the same allocator, and this is the only caller that frees it.
        unsafe
        {
            NativeMemory.AlignedFree((void*)_start);
        }
    }
}
