using System;
using ChunkedBuffers;
using NativeIo.Platform;

namespace NativeIo;

/// <content>
/// Copies that the system makes, so that a page which is gone is an error and not the end of the process. Where the
/// system denies them, and from the first missing page on, the same bytes come from the file itself.
/// </content>
public sealed partial class MappedFile
{
    private const string CopyOperation = "copy from the mapping of";
    private const string StoreOperation = "copy to the mapping of";

    /// <summary>
    /// Copies bytes out. Safe against a file that is cut meanwhile. Behind the new end of the file, the rest of its
    /// last page reads as zeros, as in the mapping itself; then there is nothing.
    /// </summary>
    /// <param name="destination">Receives the bytes.</param>
    /// <param name="offset">Where to begin, counted from the start of the mapping.</param>
    /// <returns>The number of bytes: less than there is room for only at the end of the mapping.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    /// <exception cref="NativeIoException">
    /// The file was cut (<see cref="IoErrorKind.EndOfFile"/>) or the device failed;
    /// <see cref="NativeIoException.BytesTransferred"/> says how many bytes were copied before. Or the mapping is
    /// copy-on-write and the system denies checked copies (<see cref="IoErrorKind.NotSupported"/>).
    /// </exception>
    /// <exception cref="ObjectDisposedException">The mapped file is disposed.</exception>
    public int CopyTo(Span<byte> destination, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        using BorrowedView borrowed = Borrow();
        MapView view = borrowed.View;
        if (view.Handle is null)
        {
            return CopyContent(destination, offset);
        }

        int count = (int)Math.Min(destination.Length, Math.Max(0, view.Length - offset));
        int copied = CopyOut(view, destination[..count], offset);
        if (copied < count)
        {
            FinishCopy(destination[..count], offset, copied);
        }

        return count;
    }

    /// <summary>Copies bytes to a block of a pool, as <see cref="CopyTo"/>.</summary>
    /// <param name="count">The most bytes to copy.</param>
    /// <param name="offset">Where to begin, counted from the start of the mapping.</param>
    /// <param name="pool">Where to rent the block; null means that of the options.</param>
    /// <returns>
    /// A slice of that length, or shorter at the end of the mapping. Ownership: the caller disposes it.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is negative.</exception>
    /// <exception cref="NativeIoException">As for <see cref="CopyTo"/>.</exception>
    /// <exception cref="ObjectDisposedException">The mapped file is disposed.</exception>
    public BufferSlice ReadSlice(int count, long offset, BlockPool? pool = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        int length = (int)Math.Min(count, Math.Max(0, Length - offset));
        using BlockLease lease = (pool ?? _options.Pool ?? BlockPool.Shared).RentBlock(length, allowDirty: true);
        return lease.Share(0, CopyTo(lease.Span[..length], offset));
    }

    /// <summary>
    /// Copies bytes in. Safe against a file that is cut meanwhile, and against a hole that a full file system has no
    /// space for.
    /// </summary>
    /// <param name="source">The bytes.</param>
    /// <param name="offset">Where to put them, counted from the start of the mapping.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bytes do not fit into the mapping.</exception>
    /// <exception cref="InvalidOperationException">The mapping is for reading.</exception>
    /// <exception cref="NativeIoException">
    /// The file was cut (<see cref="IoErrorKind.EndOfFile"/>), is on a full file system or a failing device;
    /// <see cref="NativeIoException.BytesTransferred"/> says how many bytes are in it. Or the mapping is copy-on-write
    /// and the system denies checked copies (<see cref="IoErrorKind.NotSupported"/>).
    /// </exception>
    /// <exception cref="ObjectDisposedException">The mapped file is disposed.</exception>
    public void CopyFrom(ReadOnlySpan<byte> source, long offset)
    {
        RequireWritable();
        using BorrowedView borrowed = Borrow();
        RequireInside(offset, source.Length, borrowed.View.Length);
        if (source.IsEmpty)
        {
            return;
        }

        int copied = CopyIn(borrowed.View, source, offset);
        if (Access == MapAccess.ReadWrite)
        {
            FinishStore(source, offset, copied);
        }
        else if (copied < source.Length)
        {
            ThrowMissing(StoreOperation, offset + copied, copied);
        }
    }

    /// <summary>Copies up to the first page that is missing, or nothing when the system denies it.</summary>
    private int CopyOut(MapView view, Span<byte> destination, long offset)
    {
        int total = 0;
        int attempts = 0;
        while (total < destination.Length && !CopiesThroughFile)
        {
            Span<byte> part = destination.Slice(total, Math.Min(destination.Length - total, Backend.TransferLengthMax));
            IoResult result = Backend.CopyFromMap(view.AddressOf(offset + total), part);
            total += (int)result.Value;
            if (IsOver(result, ref attempts))
            {
                break;
            }
        }

        return total;
    }

    /// <summary>As <see cref="CopyOut"/>, in the other direction.</summary>
    private int CopyIn(MapView view, ReadOnlySpan<byte> source, long offset)
    {
        int total = 0;
        int attempts = 0;
        while (total < source.Length && !CopiesThroughFile)
        {
            ReadOnlySpan<byte> part = source.Slice(total, Math.Min(source.Length - total, Backend.TransferLengthMax));
            IoResult result = Backend.CopyToMap(view.AddressOf(offset + total), part);
            total += (int)result.Value;
            if (IsOver(result, ref attempts))
            {
                break;
            }
        }

        return total;
    }

    /// <summary>
    /// Looks at what a checked copy reported. A denial is remembered; anything else that made no progress is a page
    /// that is missing.
    /// </summary>
    private bool IsOver(IoResult result, ref int attempts)
    {
        if (result.IsSuccess)
        {
            return result.Value == 0;
        }

        if (Transfers.IsWorthRepeating(Backend, result.ErrorCode, ref attempts))
        {
            return false;
        }

        // A sandbox denies the call (AccessDenied) or an old kernel lacks it: so will the next time.
        CopiesThroughFile |= Backend.Classify(result.ErrorCode)
            is IoErrorKind.NotSupported or IoErrorKind.AccessDenied;
        return true;
    }

    /// <summary>Gets from the file what the mapping did not give, as the mapping would show it.</summary>
    private void FinishCopy(Span<byte> destination, long offset, int copied)
    {
        if (Access == MapAccess.CopyOnWrite)
        {
            ThrowMissing(CopyOperation, offset + copied, copied);
        }

        for (int attempts = 0; copied < destination.Length; attempts++)
        {
            long position = Offset + offset + copied;
            IoResult result = Transfers.ReadFull(Backend, _file.Handle, destination[copied..], position);
            copied += (int)result.Value;
            if (!result.IsSuccess)
            {
                IoError.Throw(Backend, CopyOperation, Path, result.ErrorCode, copied);
            }

            long length = _file.Length;
            position = Offset + offset + copied;
            if (length > position && attempts < Transfers.IdleCallsMax)
            {
                // The file grew again between the two calls.
                continue;
            }

            int zeros = (int)Math.Clamp(RoundUpToPage(length) - position, 0, destination.Length - copied);
            destination.Slice(copied, zeros).Clear();
            copied += zeros;
            if (copied < destination.Length)
            {
                ThrowCut(CopyOperation, length, copied);
            }
        }
    }

    /// <summary>
    /// Writes to the file what the mapping did not take. Bytes behind the end of the file are in no file, although its
    /// last page takes them: so that is looked at afterwards.
    /// </summary>
    private void FinishStore(ReadOnlySpan<byte> source, long offset, int copied)
    {
        FileFacts facts = _file.GetFacts();
        if (facts.Kind != FileKind.Regular && copied == source.Length)
        {
            // A device has no length to look at, and is not cut.
            return;
        }

        long length = facts.Kind == FileKind.Regular ? facts.Length : long.MaxValue;
        int count = (int)Math.Clamp(length - Offset - offset, 0, source.Length);
        if (copied < count)
        {
            long position = Offset + offset + copied;
            IoResult result = Transfers.WriteFull(Backend, _file.Handle, source[copied..count], position, Path);
            if (!result.IsSuccess)
            {
                IoError.Throw(Backend, StoreOperation, Path, result.ErrorCode, copied + result.Value);
            }
        }

        if (count < source.Length)
        {
            ThrowCut(StoreOperation, length, count);
        }
    }

    /// <summary>Says why a copy-on-write mapping has no page, whose changes no file can stand in for.</summary>
    private void ThrowMissing(string operation, long offset, int copied)
    {
        if (CopiesThroughFile)
        {
            Throw(
                operation,
                IoErrorKind.NotSupported,
                "the system denies checked copies, and the changes of a copy-on-write mapping are in no file",
                copied);
        }

        long length = _file.Length;
        if (RoundUpToPage(length) <= Offset + offset)
        {
            ThrowCut(operation, length, copied);
        }

        Span<byte> probe = stackalloc byte[1];
        IoResult result = Transfers.ReadOnce(Backend, _file.Handle, probe, Offset + offset);
        if (!result.IsSuccess)
        {
            IoError.Throw(Backend, operation, Path, result.ErrorCode, copied);
        }

        Throw(
            operation,
            IoErrorKind.DeviceFault,
            $"the system could not provide the page at {Offset + offset}",
            copied);
    }

    private void ThrowCut(string operation, long length, int copied) => Throw(
        operation,
        IoErrorKind.EndOfFile,
        $"it was cut to {length} bytes after it had been mapped from {Offset} on for {Length}",
        copied);

    private int CopyContent(Span<byte> destination, long offset)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return offset >= _content.Length ? 0 : _content.CopyTo(offset, destination);
        }
    }
}
