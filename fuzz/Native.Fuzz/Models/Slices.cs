using System.Collections.Generic;
using ChunkedBuffers;

namespace Native.Fuzz.Models;

/// <summary>Makes slices and buffers of pieces.</summary>
internal static class Slices
{
    private static readonly ChunkedBufferOptions NeverCopy = new() { CopyThreshold = 0 };

    /// <summary>A buffer with a chunk for each piece. Ownership: the caller disposes it.</summary>
    public static ChunkedBuffer Buffer(IReadOnlyList<byte[]> pieces, BlockPool pool)
    {
        var buffer = new ChunkedBuffer(pool, NeverCopy);
        foreach (byte[] piece in pieces)
        {
            buffer.AppendExternal(GuardedPieces.Copy(piece));
        }

        return buffer;
    }

    /// <summary>One slice with a chunk for each piece. Ownership: the caller disposes it.</summary>
    public static BufferSlice Concat(IReadOnlyList<byte[]> pieces, BlockPool pool)
    {
        var parts = new BufferSlice[pieces.Count];
        for (int index = 0; index < parts.Length; index++)
        {
            // Foreign and pooled memory in turn: they are released differently.
            parts[index] = index % 2 == 0
                ? BufferSlice.CopyFrom(pieces[index], pool)
                : BufferSlice.FromExternal(GuardedPieces.Copy(pieces[index]));
        }

        BufferSlice joined = BufferSlice.Concat(parts);
        foreach (BufferSlice part in parts)
        {
            part.Dispose();
        }

        return joined;
    }
}
