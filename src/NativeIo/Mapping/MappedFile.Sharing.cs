using System;
using ChunkedBuffers;
using NativeIo.Platform;

namespace NativeIo;

/// <content>Looking at the memory itself: leases that keep the mapping, and spans that do not.</content>
public sealed partial class MappedFile
{
    private static readonly Action<object?> s_release = static state => ((MapHandle)state!).DangerousRelease();

    /// <summary>Shows all of the mapping without copying, as <see cref="Share(long, long)"/>.</summary>
    /// <returns>A slice over all bytes. Ownership: shares; the caller disposes it.</returns>
    /// <exception cref="ObjectDisposedException">The mapped file is disposed.</exception>
    public BufferSlice Share()
    {
        using BorrowedView borrowed = Borrow();
        return borrowed.View.Handle is null ? ShareContent(0, null) : Lease(borrowed.View, 0, borrowed.View.Length);
    }

    /// <summary>
    /// Shows a part of the mapping without copying. When somebody cuts the file, looking at bytes behind its new end
    /// ends the process; <see cref="ReadSlice"/> copies safely instead.
    /// </summary>
    /// <param name="offset">Where the part begins, counted from the start of the mapping.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <returns>
    /// A slice of one chunk for each begun 1 GiB of the mapping. Ownership: shares; the caller disposes it, and the
    /// mapping stays until then.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The part is not inside the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The mapped file is disposed.</exception>
    public BufferSlice Share(long offset, long length)
    {
        using BorrowedView borrowed = Borrow();
        if (borrowed.View.Handle is null)
        {
            return ShareContent(offset, length);
        }

        RequireInside(offset, length, borrowed.View.Length);
        return length == 0 ? BufferSlice.Empty : Lease(borrowed.View, offset, length);
    }

    /// <summary>
    /// Gets a part of the mapping as it is. Dangerous in two ways: the mapping goes when this object is disposed,
    /// collected or mapped again, whoever still has the span; and when somebody cuts the file, looking at bytes behind
    /// its new end ends the process (SIGBUS).
    /// </summary>
    /// <param name="offset">Where the part begins, counted from the start of the mapping.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <returns>The bytes. Ownership: borrows, valid until this object is disposed or mapped again.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The part is not inside the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The mapped file is disposed.</exception>
    public ReadOnlySpan<byte> DangerousGetSpan(long offset, int length)
    {
        using BorrowedView borrowed = Borrow();
        if (borrowed.View.Handle is null)
        {
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_isDisposed, this);
                RequireInside(offset, length, _content.Length);
                return _content.AsSpan().Slice((int)offset, length);
            }
        }

        RequireInside(offset, length, borrowed.View.Length);
        return borrowed.View.DangerousSpan(offset, length);
    }

    /// <summary>
    /// As <see cref="DangerousGetSpan"/>, to write to. In addition a write can end the process when the file has a hole
    /// there and its file system is full; <see cref="CopyFrom"/> gets an error instead.
    /// </summary>
    /// <param name="offset">Where the part begins, counted from the start of the mapping.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <returns>The bytes. Ownership: borrows, valid until this object is disposed or mapped again.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The part is not inside the mapping.</exception>
    /// <exception cref="InvalidOperationException">The mapping is for reading.</exception>
    /// <exception cref="ObjectDisposedException">The mapped file is disposed.</exception>
    public Span<byte> DangerousGetWritableSpan(long offset, int length)
    {
        RequireWritable();
        using BorrowedView borrowed = Borrow();
        RequireInside(offset, length, borrowed.View.Length);
        return length == 0 ? default : borrowed.View.DangerousSpan(offset, length);
    }

    private static void RequireInside(long offset, long length, long all)
    {
        if (offset < 0 || length < 0 || offset > all - length)
        {
            throw new ArgumentOutOfRangeException(
                nameof(offset), offset, $"{length} bytes from {offset} on are not inside the {all} that are mapped.");
        }
    }

    /// <summary>Makes a slice that holds the mapping, in as many chunks as there are windows.</summary>
    private static BufferSlice Lease(MapView view, long offset, long length)
    {
        ReadOnlyMemory<byte> first = view.Run(offset, length);
        if (first.Length == length)
        {
            return LeaseRun(view, first);
        }

        var parts = new BufferSlice[(int)((offset + length - 1) / MapView.WindowLength)
            - (int)(offset / MapView.WindowLength) + 1];
        try
        {
            long done = 0;
            for (int index = 0; index < parts.Length; index++)
            {
                parts[index] = LeaseRun(view, view.Run(offset + done, length - done));
                done += parts[index].Length;
            }

            return BufferSlice.Concat(parts);
        }
        finally
        {
            foreach (BufferSlice part in parts)
            {
                part.Dispose();
            }
        }
    }

    private static BufferSlice LeaseRun(MapView view, ReadOnlyMemory<byte> run)
    {
        // The borrowed view keeps the handle open until the lease has its own reference.
        bool isHeld = false;
        view.Handle!.DangerousAddRef(ref isHeld);
        return BufferSlice.FromExternal(run, s_release, view.Handle);
    }

    private BufferSlice ShareContent(long offset, long? length)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            RequireInside(offset, length ?? 0, _content.Length);
            return _content.Slice(offset, length ?? _content.Length);
        }
    }

    private void RequireWritable()
    {
        if (Access == MapAccess.Read)
        {
            throw new InvalidOperationException(
                $"The mapping is for {Access}; open it for {MapAccess.ReadWrite} or {MapAccess.CopyOnWrite}.");
        }
    }
}
