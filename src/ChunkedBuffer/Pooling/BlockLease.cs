using System;
using System.Runtime.CompilerServices;

namespace ChunkedBuffers;

/// <summary>
/// A rented block on the stack: the fastest handle there is, because it cannot leave its thread. Dispose it once.
/// Thread safety: none; the compiler keeps it on one thread.
/// </summary>
/// <example>
/// <code>
/// using BlockLease lease = BlockPool.Shared.RentBlock(4096);
/// int received = socket.Receive(lease.Span);
/// BufferSlice message = lease.Share(0, received);
/// </code>
/// </example>
public readonly ref struct BlockLease : IDisposable
{
    private readonly NativeBlock? _block;
    private readonly uint _generation;
    private readonly int _handle;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal BlockLease(NativeBlock block, uint generation, int handle)
    {
        _block = block;
        _generation = generation;
        _handle = handle;
    }

    /// <summary>Gets the size of the block in bytes: what was asked for or more; 0 for the default value.</summary>
    /// <exception cref="ObjectDisposedException">The lease, or a copy of it, was disposed.</exception>
    public int Length => Span.Length;

    /// <summary>Gets the bytes of the block. Ownership: borrows, until the lease is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The lease, or a copy of it, was disposed.</exception>
    public Span<byte> Span
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if (_block is null)
            {
                return default;
            }

            Verify(_block);
            return _block.AsSpan(0, _block.Length);
        }
    }

    /// <summary>
    /// Makes a handle that may outlive the lease and go to other threads. Ownership: shares; the caller disposes the
    /// slice. The bytes must not change any more while the slice exists.
    /// </summary>
    /// <param name="start">Offset in bytes of the first byte.</param>
    /// <param name="length">Number of bytes.</param>
    /// <returns>A slice; of the default lease only the empty one.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the block.</exception>
    /// <exception cref="ObjectDisposedException">The lease, or a copy of it, was disposed.</exception>
    public BufferSlice Share(int start, int length)
    {
        int blockLength = Length;
        if ((uint)start > (uint)blockLength || (uint)length > (uint)(blockLength - start))
        {
            ThrowHelper.ThrowRangeOutsideBlock(start, length, blockLength);
        }

        if (length == 0)
        {
            return default;
        }

        _block!.Acquire(_generation, 1);
        return new BufferSlice(_block, _generation, start, length);
    }

    /// <summary>Gives the block back; on the default value it does nothing.</summary>
    /// <exception cref="ObjectDisposedException">The lease, or a copy of it, was disposed before.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Dispose()
    {
        NativeBlock? block = _block;
        if (block is null)
        {
            return;
        }

        // The lease cannot have left the thread that rented the block, so a home there is, is this thread's; blocks of
        // a pool that checks handles have none.
        if (block.Home is { } home && block.References.TryReleaseExclusive(_generation))
        {
            home.Push(block);
        }
        else
        {
            ReleaseSlowly(block, _generation, _handle);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ReleaseSlowly(NativeBlock block, uint generation, int handle)
    {
        if (handle != 0)
        {
            block.Ledger!.Close(handle);
        }

        block.Release(generation, 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Verify(NativeBlock block)
    {
        if (!block.References.IsCurrent(_generation))
        {
            ThrowHelper.ThrowStaleHandle();
        }

        if (_handle != 0)
        {
            block.Ledger!.Verify(_handle);
        }
    }
}
