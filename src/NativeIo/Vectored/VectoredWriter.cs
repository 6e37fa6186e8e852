using System;
using System.Buffers;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>Writes bytes that lie in many pieces of memory with few system calls and without joining them
/// first.</summary>
/// <remarks>
/// <para>Thread safety: all members; what is written must not change meanwhile.</para>
/// <para>Pieces shorter than <see cref="PackLengthMax"/> are copied side by side to a block of the pool, because the
/// kernel takes longer over a short piece than a copy does. Longer ones go to the kernel where they lie, held by a
/// reference or a pin until the call is over. Where the system has no vectored call, or a sandbox denies it, pieces are
/// packed and written one after the other. Nothing is allocated at steady state.</para>
/// <para>All bytes are written, or an exception says how many were: interrupted, short and oversized transfers go on
/// where they stopped. Other writers may come in between the calls of a large write.</para>
/// <example><code>
/// using NativeFile file = NativeFile.Open("log", NativeFileOptions.CreateForWriting);
/// using var buffer = new ChunkedBuffer();
/// buffer.Append("header\n"u8);
/// VectoredWriter.Write(file, buffer, offset: 0);
/// </code></example>
/// </remarks>
public static partial class VectoredWriter
{
    /// <summary>
    /// The length in bytes from which a piece is given to the kernel as it is; docs/vectored.md has the measurement.
    /// </summary>
    public const int PackLengthMax = 2048;

    /// <summary>Writes a slice.</summary>
    /// <param name="file">Where to.</param>
    /// <param name="source">The bytes. Ownership: borrows.</param>
    /// <param name="offset">Where in the file, or <see cref="NativeFile.AtPosition"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    /// <exception cref="NativeIoException">
    /// The system refused; <see cref="NativeIoException.BytesTransferred"/> says what was written before.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The file is closed, or the slice is stale.</exception>
    public static void Write(NativeFile file, BufferSlice source, long offset)
    {
        Require(file, offset);
        PinnedPieces pieces = PinnedPieces.Rent();
        var segments = new SliceSegments(source, pieces);
        WriteAll(file, pieces, ref segments, offset);
    }

    /// <summary>Writes all bytes of a buffer, which keeps them.</summary>
    /// <param name="file">Where to.</param>
    /// <param name="source">The bytes. Ownership: borrows.</param>
    /// <param name="offset">Where in the file, or <see cref="NativeFile.AtPosition"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    /// <exception cref="NativeIoException">
    /// The system refused; <see cref="NativeIoException.BytesTransferred"/> says what was written before.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The file is closed, or the buffer is disposed.</exception>
    public static void Write(NativeFile file, ChunkedBuffer source, long offset)
    {
        Require(file, offset);
        ArgumentNullException.ThrowIfNull(source);
        PinnedPieces pieces = PinnedPieces.Rent();
        var segments = new BufferSegments(source, pieces);
        WriteAll(file, pieces, ref segments, offset);
    }

    /// <summary>Writes a sequence.</summary>
    /// <param name="file">Where to.</param>
    /// <param name="source">The bytes. Ownership: borrows.</param>
    /// <param name="offset">Where in the file, or <see cref="NativeFile.AtPosition"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    /// <exception cref="NativeIoException">
    /// The system refused; <see cref="NativeIoException.BytesTransferred"/> says what was written before.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public static void Write(NativeFile file, in ReadOnlySequence<byte> source, long offset)
    {
        Require(file, offset);
        var segments = new SequenceSegments(source);
        WriteAll(file, PinnedPieces.Rent(), ref segments, offset);
    }

    /// <summary>Writes a list of pieces; a piece may be in it several times, and may be empty.</summary>
    /// <param name="file">Where to.</param>
    /// <param name="source">The pieces in order. Ownership: borrows.</param>
    /// <param name="offset">Where in the file, or <see cref="NativeFile.AtPosition"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    /// <exception cref="NativeIoException">
    /// The system refused; <see cref="NativeIoException.BytesTransferred"/> says what was written before.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public static void Write(NativeFile file, IReadOnlyList<ReadOnlyMemory<byte>> source, long offset)
    {
        Require(file, offset);
        ArgumentNullException.ThrowIfNull(source);
        var segments = new ListSegments(source);
        WriteAll(file, PinnedPieces.Rent(), ref segments, offset);
    }

    /// <summary>Writes a slice, on a thread of the pool.</summary>
    /// <param name="file">Where to.</param>
    /// <param name="source">
    /// The bytes. Ownership: shares until the task is over, so the caller may dispose the slice at once.
    /// </param>
    /// <param name="offset">Where in the file, or <see cref="NativeFile.AtPosition"/>.</param>
    /// <param name="cancellation">Looked at before the system is asked; a write that started ends by itself.</param>
    /// <returns>A task that ends when everything is written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    /// <exception cref="NativeIoException">
    /// The system refused; <see cref="NativeIoException.BytesTransferred"/> says what was written before.
    /// </exception>
    /// <exception cref="InvalidOperationException">The slice is of a single-threaded pool.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled in time.</exception>
    public static ValueTask WriteAsync(
        NativeFile file, BufferSlice source, long offset, CancellationToken cancellation = default)
    {
        Require(file, offset);
        return WriteOwned(file, source.Share(), offset, cancellation);
    }

    /// <summary>Writes the bytes that a buffer has now, on a thread of the pool.</summary>
    /// <param name="file">Where to.</param>
    /// <param name="source">
    /// The bytes. Ownership: shares until the task is over, so the buffer may be consumed, appended to or disposed
    /// meanwhile.
    /// </param>
    /// <param name="offset">Where in the file, or <see cref="NativeFile.AtPosition"/>.</param>
    /// <param name="cancellation">Looked at before the system is asked; a write that started ends by itself.</param>
    /// <returns>A task that ends when everything is written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    /// <exception cref="NativeIoException">
    /// The system refused; <see cref="NativeIoException.BytesTransferred"/> says what was written before.
    /// </exception>
    /// <exception cref="InvalidOperationException">The buffer is of a single-threaded pool.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled in time.</exception>
    public static ValueTask WriteAsync(
        NativeFile file, ChunkedBuffer source, long offset, CancellationToken cancellation = default)
    {
        Require(file, offset);
        ArgumentNullException.ThrowIfNull(source);
        return WriteOwned(file, source.Peek(-1), offset, cancellation);
    }

    /// <summary>Writes a list of pieces, on a thread of the pool.</summary>
    /// <param name="file">Where to.</param>
    /// <param name="source">The pieces in order. Ownership: borrows list and pieces, until the task is over.</param>
    /// <param name="offset">Where in the file, or <see cref="NativeFile.AtPosition"/>.</param>
    /// <param name="cancellation">Looked at before the system is asked; a write that started ends by itself.</param>
    /// <returns>A task that ends when everything is written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    /// <exception cref="NativeIoException">
    /// The system refused; <see cref="NativeIoException.BytesTransferred"/> says what was written before.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled in time.</exception>
    public static ValueTask WriteAsync(
        NativeFile file,
        IReadOnlyList<ReadOnlyMemory<byte>> source,
        long offset,
        CancellationToken cancellation = default)
    {
        Require(file, offset);
        ArgumentNullException.ThrowIfNull(source);
        return BlockingCall<(NativeFile File, IReadOnlyList<ReadOnlyMemory<byte>> List, long Offset), bool>
            .RunWithoutResult(
                (file, source, offset),
                static state =>
                {
                    Write(state.File, state.List, state.Offset);
                    return true;
                },
                cancellation);
    }

    private static void Require(NativeFile file, long offset)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentOutOfRangeException.ThrowIfLessThan(offset, NativeFile.AtPosition);
    }

    /// <summary>
    /// Writes a slice that belongs to the operation. The token is looked at inside, so that the slice is disposed also
    /// when it was cancelled.
    /// </summary>
    private static ValueTask WriteOwned(
        NativeFile file, BufferSlice owned, long offset, CancellationToken cancellation) =>
        BlockingCall<(NativeFile File, BufferSlice Slice, long Offset, CancellationToken Cancellation), bool>
            .RunWithoutResult(
                (file, owned, offset, cancellation),
                static state =>
                {
                    using BufferSlice slice = state.Slice;
                    state.Cancellation.ThrowIfCancellationRequested();
                    Write(state.File, slice, state.Offset);
                    return true;
                },
                CancellationToken.None);
}
