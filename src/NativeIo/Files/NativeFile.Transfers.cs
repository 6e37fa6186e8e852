using System;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using NativeIo.Platform;

namespace NativeIo;

/// <content>Reading and writing one piece of memory.</content>
public sealed partial class NativeFile
{
    /// <summary>
    /// Set once the file system has refused reads that do not wait: another file may be on one that has them.
    /// </summary>
    private bool _waitsAlways;

    /// <summary>Reads what one transfer gives.</summary>
    /// <param name="destination">Receives the bytes.</param>
    /// <param name="offset">Where in the file, or <see cref="AtPosition"/>.</param>
    /// <returns>The number of bytes; 0 at the end of the file, or when there is no room.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    /// <exception cref="NativeIoException">The system refused.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public int Read(Span<byte> destination, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(offset, AtPosition);
        IoResult result = Transfers.ReadOnce(Backend, _handle, destination, offset);
        ThrowIfFailed("read", result);
        return (int)result.Value;
    }

    /// <summary>Reads until the memory is full or the file ends.</summary>
    /// <param name="destination">Receives the bytes.</param>
    /// <param name="offset">Where in the file, or <see cref="AtPosition"/>.</param>
    /// <returns>The number of bytes, less than there is room for only at the end of the file.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    /// <exception cref="NativeIoException">The system refused; bytes before the failure are in place.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public int ReadFull(Span<byte> destination, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(offset, AtPosition);
        IoResult result = Transfers.ReadFull(Backend, _handle, destination, offset);
        ThrowIfFailed("read", result);
        return (int)result.Value;
    }

    /// <summary>
    /// Reads what one transfer gives: directly when the bytes are cached, else on a thread of the pool.
    /// </summary>
    /// <param name="destination">Receives the bytes. Ownership: borrows, until the task is over.</param>
    /// <param name="offset">Where in the file, or <see cref="AtPosition"/>.</param>
    /// <param name="cancellation">Looked at before the system is asked; a transfer that started ends by itself.</param>
    /// <returns>The number of bytes; 0 at the end of the file, or when there is no room.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    /// <exception cref="NativeIoException">The system refused.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled in time.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public ValueTask<int> ReadAsync(Memory<byte> destination, long offset, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(offset, AtPosition);
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<int>(cancellation);
        }

        return TryReadCached(destination.Span, offset, out int count)
            ? new ValueTask<int>(count)
            : BlockingCall<(NativeFile File, Memory<byte> Memory, long Offset), int>.Run(
                (this, destination, offset),
                static state => state.File.Read(state.Memory.Span, state.Offset),
                cancellation);
    }

    /// <summary>Reads to a block of a pool.</summary>
    /// <param name="count">The most bytes to read.</param>
    /// <param name="offset">Where in the file, or <see cref="AtPosition"/>.</param>
    /// <param name="pool">Where to rent the block; null means <see cref="BlockPool.Shared"/>.</param>
    /// <returns>
    /// A slice of that length, or shorter at the end of the file. Ownership: the caller disposes it.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is negative.</exception>
    /// <exception cref="NativeIoException">The system refused.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public BufferSlice ReadSlice(int count, long offset, BlockPool? pool = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        using BlockLease lease = (pool ?? BlockPool.Shared).RentBlock(count, allowDirty: true);
        return lease.Share(0, ReadFull(lease.Span[..count], offset));
    }

    /// <summary>Reads once to the end of a buffer.</summary>
    /// <param name="buffer">Receives the bytes.</param>
    /// <param name="count">The most bytes to read, above 0.</param>
    /// <param name="offset">Where in the file, or <see cref="AtPosition"/>.</param>
    /// <returns>The number of bytes; 0 at the end of the file.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative or the count not above 0.</exception>
    /// <exception cref="NativeIoException">The system refused; the buffer is unchanged.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed, or the buffer is disposed.</exception>
    public int ReadInto(ChunkedBuffer buffer, int count, long offset)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        Span<byte> lease = buffer.GetSpan(count)[..count];
        int read;
        try
        {
            read = Read(lease, offset);
        }
        catch
        {
            buffer.AbandonLease();
            throw;
        }

        buffer.Advance(read);
        return read;
    }

    /// <summary>Writes everything.</summary>
    /// <param name="source">The bytes.</param>
    /// <param name="offset">Where in the file, or <see cref="AtPosition"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    /// <exception cref="NativeIoException">
    /// The system refused; <see cref="NativeIoException.BytesTransferred"/> says what was written before.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public void Write(ReadOnlySpan<byte> source, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(offset, AtPosition);
        ThrowIfFailed("write", Transfers.WriteFull(Backend, _handle, source, offset, Path));
    }

    /// <summary>Writes everything, on a thread of the pool.</summary>
    /// <param name="source">The bytes. Ownership: borrows, until the task is over.</param>
    /// <param name="offset">Where in the file, or <see cref="AtPosition"/>.</param>
    /// <param name="cancellation">Looked at before the system is asked; a write that started ends by itself.</param>
    /// <returns>A task that ends when everything is written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    /// <exception cref="NativeIoException">
    /// The system refused; <see cref="NativeIoException.BytesTransferred"/> says what was written before.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled in time.</exception>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> source, long offset, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(offset, AtPosition);
        return BlockingCall<(NativeFile File, ReadOnlyMemory<byte> Memory, long Offset), bool>.RunWithoutResult(
            (this, source, offset),
            static state =>
            {
                state.File.Write(state.Memory.Span, state.Offset);
                return true;
            },
            cancellation);
    }

    /// <summary>Makes every read of the cache wait: for file systems where asking may wait itself.</summary>
    internal void ForbidCachedReads() => _waitsAlways = true;

    /// <summary>
    /// Reads what is cached. False when the transfer has to wait, the system cannot tell, or something is wrong, which
    /// the waiting read then says.
    /// </summary>
    internal bool TryReadCached(Span<byte> destination, long offset, out int count)
    {
        count = 0;
        if (_waitsAlways || offset < 0 || destination.IsEmpty)
        {
            return false;
        }

        Span<byte> part = destination[..Math.Min(destination.Length, Backend.TransferLengthMax)];
        IoResult result = Backend.ReadCached(_handle, part, offset);
        if (result is { IsSuccess: true, Value: 0 })
        {
            // Linux 5.9 and 5.10 also say that of bytes that are not cached (preadv2(2), BUGS), so that it is no end
            // before the plain read says so, which at an end waits for nothing.
            result = Transfers.ReadOnce(Backend, _handle, part, offset);
        }

        if (result.IsSuccess)
        {
            count = (int)result.Value;
            return true;
        }

        // A sandbox denies the call (AccessDenied), an old kernel or a file system lacks it: so will the next time.
        _waitsAlways = Backend.Classify(result.ErrorCode)
            is IoErrorKind.NotSupported or IoErrorKind.AccessDenied or IoErrorKind.InvalidArgument;
        return false;
    }
}
