using System;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ChunkedBuffers;

/// <summary>
/// The open write lease of a pipe's writer, which commits late: what was advanced over becomes part of the buffer when
/// more room or a flush is asked for. Until then nobody but the writer knows of it, so writing needs no lock.
/// </summary>
internal struct WriterLease
{
    private NativeBlock? _block;
    private int _start;
    private int _length;

    /// <summary>Gets the bytes that were advanced over and not committed.</summary>
    internal int Written { get; private set; }

    private readonly int Free => _length - Written;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly bool HasRoom(int sizeHint) => Free > 0 && Free >= sizeHint;

    internal readonly Span<byte> GetSpan() => _block!.AsSpan(_start + Written, Free);

    internal readonly Memory<byte> GetMemory() => _block!.AsMemory(_start + Written, Free);

    /// <summary>Leases from the buffer; what was written before has been committed.</summary>
    internal void Open(ChunkedBuffer buffer, int sizeHint)
    {
        Debug.Assert(Written == 0, "Written bytes are committed before the lease is replaced.");
        Memory<byte> memory = buffer.GetMemory(sizeHint);
        bool isOurs = MemoryMarshal.TryGetMemoryManager<byte, NativeBlock>(memory, out _block, out _start, out _length);
        Debug.Assert(isOurs, "A buffer leases parts of blocks.");
    }

    /// <summary>Throws unless so many bytes can be advanced over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly void RequireRoom(int bytes)
    {
        if ((uint)bytes > (uint)Free)
        {
            ThrowBeyond(bytes);
        }
    }

    internal void Advance(int bytes)
    {
        Debug.Assert((uint)bytes <= (uint)Free, "RequireRoom was called.");
        Written += bytes;
    }

    /// <summary>Makes the written bytes part of the buffer and closes the lease; returns how many.</summary>
    internal int Commit(ChunkedBuffer buffer)
    {
        int written = Written;
        if (written > 0)
        {
            buffer.Advance(written);
        }
        else if (_block is not null)
        {
            buffer.AbandonLease();
        }

        this = default;
        return written;
    }

    [DoesNotReturn]
    private readonly void ThrowBeyond(int bytes) => throw new ArgumentOutOfRangeException(
        nameof(bytes), bytes, $"Cannot advance over {bytes} bytes of a lease with {Free} left; call GetMemory first.");
}
