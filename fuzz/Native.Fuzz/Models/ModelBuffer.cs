using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using ChunkedBuffers;
using Native.Fuzz.Rig;

namespace Native.Fuzz.Models;

/// <summary>A buffer, the bytes that it must hold, and the write lease that it must have open.</summary>
internal sealed class ModelBuffer
{
    private readonly Memory<byte>[] _lease = new Memory<byte>[LeasePiecesMax];
    private int _leasePieces;

    public ModelBuffer(BlockPool pool, ChunkedBufferOptions options)
    {
        Buffer = new ChunkedBuffer(pool, options);
    }

    public const int LeasePiecesMax = 4;

    public ChunkedBuffer Buffer { get; }

    public List<byte> Bytes { get; } = [];

    public ReadOnlySpan<byte> Span => CollectionsMarshal.AsSpan(Bytes);

    public bool HasLease => _leasePieces > 0;

    /// <summary>Bytes that the open lease has room for.</summary>
    public long LeaseLength
    {
        get
        {
            long total = 0;
            foreach (Memory<byte> piece in _lease.AsSpan(0, _leasePieces))
            {
                total += piece.Length;
            }

            return total;
        }
    }

    public void OpenLease(Memory<byte> memory)
    {
        _lease[0] = memory;
        _leasePieces = 1;
    }

    public void OpenLease(ReadOnlySpan<Memory<byte>> pieces)
    {
        pieces.CopyTo(_lease);
        _leasePieces = pieces.Length;
    }

    public void CloseLease() => _leasePieces = 0;

    /// <summary>Writes to the lease, however long ago it was opened, and commits.</summary>
    public void Commit(ReadOnlySpan<byte> content)
    {
        ReadOnlySpan<byte> rest = content;
        foreach (Memory<byte> piece in _lease.AsSpan(0, _leasePieces))
        {
            int part = Math.Min(piece.Length, rest.Length);
            rest[..part].CopyTo(piece.Span);
            rest = rest[part..];
        }

        Buffer.Advance((long)content.Length);
        Bytes.AddRange(content);
        CloseLease();
    }

    /// <summary>The buffer says the same as the model, as far as that is cheap.</summary>
    public void VerifyShape()
    {
        Verify.Equal(Bytes.Count, Buffer.Length, "Length");
        Verify.Equal(Bytes.Count == 0, Buffer.IsEmpty, "IsEmpty");
        Verify.Equal(HasLease, Buffer.HasOpenLease, "HasOpenLease");
        Verify.True(Buffer.ChunkCount <= Bytes.Count, "There are more chunks than bytes");
        Verify.True(Bytes.Count == 0 || Buffer.RetainedBytes > 0, "Bytes are there but none are retained");
    }

    /// <summary>Every byte, chunk by chunk as a gather write would see them.</summary>
    public void VerifyContent()
    {
        VerifyShape();
        var chunks = new ReadOnlyMemory<byte>[Buffer.ChunkCount];
        Verify.Equal(chunks.Length, Buffer.GetBuffers(chunks), "Number of chunks");
        int at = 0;
        foreach (ReadOnlyMemory<byte> chunk in chunks)
        {
            Verify.True(!chunk.IsEmpty, "A chunk is empty");
            Verify.True(at + chunk.Length <= Bytes.Count, "The chunks are longer than the buffer");
            Verify.Equal(Span.Slice(at, chunk.Length), chunk.Span, "Content of a chunk");
            at += chunk.Length;
        }

        Verify.Equal(Bytes.Count, at, "Sum of the chunks");
    }
}
