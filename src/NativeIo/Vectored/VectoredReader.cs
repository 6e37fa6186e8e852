using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>Reads to many pieces of memory with few system calls.</summary>
/// <remarks>
/// <para>Thread safety: all members; nobody else may use the memory that is read to meanwhile.</para>
/// <para>Memory is held by a reference or a pin until the call is over. Where the system has no vectored call, the
/// pieces are read one after the other. Nothing is allocated at steady state.</para>
/// <example><code>
/// using NativeFile file = NativeFile.Open("measurements.bin");
/// byte[] header = new byte[16], body = new byte[4096];
/// long read = VectoredReader.ReadFull(file, [header, body], offset: 0);
/// Console.WriteLine(read);
/// </code></example>
/// </remarks>
public static class VectoredReader
{
    /// <summary>
    /// The most memory that a buffer leases at a time, so that a read of a short file does not rent for a long one.
    /// </summary>
    private const int LeaseLengthMax = 4 * 1024 * 1024;

    /// <summary>Reads what one transfer gives, to the pieces in order.</summary>
    /// <param name="file">Where from.</param>
    /// <param name="destination">The pieces, of which some may be empty. Ownership: borrows.</param>
    /// <param name="offset">Where in the file, or <see cref="NativeFile.AtPosition"/>.</param>
    /// <returns>The number of bytes; 0 at the end of the file, or when there is no room.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    /// <exception cref="NativeIoException">The system refused.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public static long Read(NativeFile file, IReadOnlyList<Memory<byte>> destination, long offset) =>
        Read(file, destination, offset, readsFull: false);

    /// <summary>Reads until the pieces are full or the file ends.</summary>
    /// <param name="file">Where from.</param>
    /// <param name="destination">The pieces, of which some may be empty. Ownership: borrows.</param>
    /// <param name="offset">Where in the file, or <see cref="NativeFile.AtPosition"/>.</param>
    /// <returns>The number of bytes, less than there is room for only at the end of the file.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    /// <exception cref="NativeIoException">
    /// The system refused; the bytes that <see cref="NativeIoException.BytesTransferred"/> counts are in place.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public static long ReadFull(NativeFile file, IReadOnlyList<Memory<byte>> destination, long offset) =>
        Read(file, destination, offset, readsFull: true);

    /// <summary>As <see cref="ReadFull"/>, on a thread of the pool.</summary>
    /// <param name="file">Where from.</param>
    /// <param name="destination">The pieces. Ownership: borrows list and pieces, until the task is over.</param>
    /// <param name="offset">Where in the file, or <see cref="NativeFile.AtPosition"/>.</param>
    /// <param name="cancellation">Looked at before the system is asked; a read that started ends by itself.</param>
    /// <returns>The number of bytes, less than there is room for only at the end of the file.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    /// <exception cref="NativeIoException">
    /// The system refused; the bytes that <see cref="NativeIoException.BytesTransferred"/> counts are in place.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled in time.</exception>
    public static ValueTask<long> ReadFullAsync(
        NativeFile file, IReadOnlyList<Memory<byte>> destination, long offset, CancellationToken cancellation = default)
    {
        Require(file, offset);
        ArgumentNullException.ThrowIfNull(destination);
        return BlockingCall<(NativeFile File, IReadOnlyList<Memory<byte>> List, long Offset), long>.Run(
            (file, destination, offset),
            static state => ReadFull(state.File, state.List, state.Offset),
            cancellation);
    }

    /// <summary>Reads to the end of a buffer, to several chunks in one call, until the count or the end.</summary>
    /// <param name="file">Where from.</param>
    /// <param name="buffer">Receives the bytes.</param>
    /// <param name="count">The most bytes to read.</param>
    /// <param name="offset">Where in the file, or <see cref="NativeFile.AtPosition"/>.</param>
    /// <returns>The number of bytes, less than the count only at the end of the file.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is negative.</exception>
    /// <exception cref="NativeIoException">
    /// The system refused; the bytes that <see cref="NativeIoException.BytesTransferred"/> counts are in the buffer.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The file is closed, or the buffer is disposed.</exception>
    public static long ReadFullInto(NativeFile file, ChunkedBuffer buffer, long count, long offset)
    {
        Require(file, offset);
        ArgumentNullException.ThrowIfNull(buffer);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        PinnedPieces pieces = PinnedPieces.Rent();
        try
        {
            long total = 0;
            while (total < count)
            {
                long leased = AddLease(pieces, buffer, Math.Min(count - total, LeaseLengthMax));
                IoResult result = ReadBatch(file, pieces, offset, total, readsFull: true);
                pieces.Release();
                buffer.Advance(result.Value);
                total += result.Value;
                if (!result.IsSuccess)
                {
                    IoError.Throw(file.Backend, "read", file.Path, result.ErrorCode, total);
                }

                if (result.Value < leased)
                {
                    break;
                }
            }

            return total;
        }
        catch
        {
            buffer.AbandonLease();
            throw;
        }
        finally
        {
            pieces.Return();
        }
    }

    private static long Read(NativeFile file, IReadOnlyList<Memory<byte>> destination, long offset, bool readsFull)
    {
        Require(file, offset);
        ArgumentNullException.ThrowIfNull(destination);
        var segments = new MemorySegments(destination);
        PinnedPieces pieces = PinnedPieces.Rent();
        try
        {
            long total = 0;
            while (FillBatch(pieces, ref segments, out long room))
            {
                IoResult result = ReadBatch(file, pieces, offset, total, readsFull);
                total += result.Value;
                if (!result.IsSuccess)
                {
                    IoError.Throw(file.Backend, "read", file.Path, result.ErrorCode, total);
                }

                if (!readsFull || result.Value < room)
                {
                    break;
                }

                pieces.Release();
            }

            return total;
        }
        finally
        {
            pieces.Return();
        }
    }

    private static void Require(NativeFile file, long offset)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentOutOfRangeException.ThrowIfLessThan(offset, NativeFile.AtPosition);
    }

    private static bool FillBatch(PinnedPieces pieces, ref MemorySegments segments, out long room)
    {
        room = 0;
        while (!pieces.IsFull && segments.TryNext(out ReadOnlyMemory<byte> memory))
        {
            if (!memory.IsEmpty)
            {
                pieces.AddPinned(memory);
                room += memory.Length;
            }
        }

        return pieces.Count > 0;
    }

    /// <summary>Leases up to so many bytes of the buffer and adds them; returns how many there are.</summary>
    private static long AddLease(PinnedPieces pieces, ChunkedBuffer buffer, long wanted)
    {
        int count = buffer.GetMemories(pieces.LeaseRoom, wanted);
        pieces.NoteLeased(count);
        long leased = 0;
        for (int index = 0; index < count && leased < wanted; index++)
        {
            Memory<byte> piece = pieces.LeaseRoom[index];
            piece = piece[..(int)Math.Min(piece.Length, wanted - leased)];
            pieces.AddPinned(piece);
            leased += piece.Length;
        }

        return leased;
    }

    /// <summary>Reads to the pieces, until they are full or the file ends, or once. The value counts also what came
    /// before a failure.</summary>
    private static IoResult ReadBatch(NativeFile file, PinnedPieces pieces, long offset, long total, bool readsFull)
    {
        FileBackend backend = file.Backend;
        SegmentCursor cursor = default;
        int attempts = 0;
        while (cursor.TryNext(
            pieces.Lengths,
            file.HasVectors ? backend.VectorCountMax : 1,
            backend.TransferLengthMax,
            out SegmentWindow window))
        {
            long position = SegmentCursor.PositionOf(offset, total + cursor.Transferred);
            IoResult result = window.Count == 1
                ? backend.Read(file.Handle, pieces.SpanOf(window), position)
                : backend.ReadVectored(file.Handle, pieces.VectorsOf(window), position);
            if (!result.IsSuccess)
            {
                if (Transfers.IsWorthRepeating(backend, result.ErrorCode, ref attempts)
                    || (window.Count > 1 && file.ForgoesVectors(result.ErrorCode)))
                {
                    continue;
                }

                return new IoResult(cursor.Transferred, result.ErrorCode);
            }

            cursor.Advance(pieces.Lengths, result.Value);
            attempts = 0;
            if (result.Value == 0 || !readsFull)
            {
                break;
            }
        }

        return IoResult.Success(cursor.Transferred);
    }
}
