using System;
using ChunkedBuffers;
using NativeIo.Platform;

namespace NativeIo;

/// <content>
/// The loop: pieces are taken from the source until a batch is full, short ones packed; the batch is written to its
/// end; then the next one.
/// </content>
public static partial class VectoredWriter
{
    /// <summary>
    /// Short pieces that one batch packs. It lies in the second level cache while it is filled and written, and makes
    /// the call's own cost small.
    /// </summary>
    internal const int PackBlockLength = 256 * 1024;

    /// <summary>
    /// Where there is no vectored call, a piece costs a whole call, and copying pays for much longer ones.
    /// </summary>
    internal const int PackLengthMaxAlone = 32 * 1024;

    /// <summary>Writes everything. Ownership: transfers the pieces, which are returned.</summary>
    private static void WriteAll<TSource>(NativeFile file, PinnedPieces pieces, ref TSource source, long offset)
        where TSource : struct, ISegmentSource
    {
        BlockLease pack = default;
        try
        {
            ReadOnlyMemory<byte> held = default;
            long total = 0;
            while (FillBatch(file, pieces, ref source, ref held, ref pack))
            {
                total += WriteBatch(file, pieces, offset, total);
                pieces.Release();
            }
        }
        finally
        {
            try
            {
                pieces.Return();
            }
            finally
            {
                pack.Dispose();
            }
        }
    }

    /// <summary>
    /// Adds pieces until there is no room; the one that did not fit is held for the next batch. False at the end.
    /// </summary>
    private static bool FillBatch<TSource>(
        NativeFile file,
        PinnedPieces pieces,
        ref TSource source,
        scoped ref ReadOnlyMemory<byte> held,
        ref BlockLease pack)
        where TSource : struct, ISegmentSource
    {
        int packBelow = file.HasVectors ? PackLengthMax : PackLengthMaxAlone;
        Span<byte> room = pack.Span;
        while (!pieces.IsFull && (!held.IsEmpty || source.TryNext(out held)))
        {
            if (held.IsEmpty)
            {
                continue;
            }

            if (held.Length >= packBelow)
            {
                pieces.AddPinned(held);
            }
            else
            {
                if (pack.Length == 0)
                {
                    pack = BlockPool.Shared.RentBlock(PackBlockLength, allowDirty: true);
                    room = pack.Span;
                }

                if (held.Length > room.Length)
                {
                    break;
                }

                held.Span.CopyTo(room);
                pieces.AddNative(room[..held.Length]);
                room = room[held.Length..];
            }

            held = default;
        }

        return pieces.Count > 0;
    }

    /// <summary>Writes all pieces; returns their bytes.</summary>
    private static long WriteBatch(NativeFile file, PinnedPieces pieces, long offset, long total)
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
                ? backend.Write(file.Handle, pieces.SpanOf(window), position)
                : backend.WriteVectored(file.Handle, pieces.VectorsOf(window), position);
            if (!result.IsSuccess)
            {
                if (Transfers.IsWorthRepeating(backend, result.ErrorCode, ref attempts)
                    || (window.Count > 1 && file.ForgoesVectors(result.ErrorCode)))
                {
                    continue;
                }

                IoError.Throw(backend, "write", file.Path, result.ErrorCode, total + cursor.Transferred);
            }

            cursor.Advance(pieces.Lengths, result.Value);
            if (result.Value > 0)
            {
                attempts = 0;
            }
            else if (++attempts == Transfers.IdleCallsMax)
            {
                throw Transfers.NothingAccepted(file.Path, total + cursor.Transferred);
            }
        }

        return cursor.Transferred;
    }
}
