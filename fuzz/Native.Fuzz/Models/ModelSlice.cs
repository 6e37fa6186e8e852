using System;
using ChunkedBuffers;
using Native.Fuzz.Rig;

namespace Native.Fuzz.Models;

/// <summary>A slice and the bytes that it must show for as long as it lives.</summary>
internal readonly record struct ModelSlice(BufferSlice Slice, byte[] Bytes)
{
    /// <summary>
    /// True when checked mode has a number for the handle, so that a copy of it is known from other handles. Foreign
    /// memory is in no pool and has none.
    /// </summary>
    public bool IsTracked
    {
        get
        {
            Segment scratch = default;
            ChunkView view = Slice.View(ref scratch);
            return view.Count > 0 && view.Segment(0).Block.Ledger is not null;
        }
    }

    public void VerifyContent()
    {
        Verify.Equal(Bytes.Length, Slice.Length, "Length of a slice");
        Verify.Equal(Bytes.Length == 0, Slice.IsEmpty, "IsEmpty of a slice");
        var chunks = new ReadOnlyMemory<byte>[Slice.ChunkCount];
        Verify.Equal(chunks.Length, Slice.GetBuffers(chunks), "Number of chunks of a slice");
        int at = 0;
        foreach (ReadOnlyMemory<byte> chunk in chunks)
        {
            Verify.True(!chunk.IsEmpty, "A chunk of a slice is empty");
            Verify.True(at + chunk.Length <= Bytes.Length, "The chunks are longer than the slice");
            Verify.Equal(Bytes.AsSpan(at, chunk.Length), chunk.Span, "Content of a slice");
            at += chunk.Length;
        }

        Verify.Equal(Bytes.Length, at, "Sum of the chunks of a slice");
        Verify.Equal(chunks.Length <= 1, Slice.TryGetSpan(out ReadOnlySpan<byte> span), "TryGetSpan");
        if (chunks.Length <= 1)
        {
            Verify.Equal(Bytes, span, "Span of a slice");
        }
    }
}
