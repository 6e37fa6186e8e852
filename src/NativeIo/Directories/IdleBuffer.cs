using ChunkedBuffers;

namespace NativeIo;

/// <summary>
/// A buffer that holds nothing and waits for the next long file. Ownership: owns the buffer. Thread safety: none.
/// </summary>
internal sealed class IdleBuffer
{
    private static readonly ChunkedBufferOptions s_options = new()
    {
        ChunkLengthMin = WholeFileReading.BlockLength,
        ChunkLengthMax = WholeFileReading.BlockLength,
    };

    internal IdleBuffer(BlockPool pool)
    {
        Pool = pool;
        Buffer = new ChunkedBuffer(pool, s_options);
    }

    /// <summary>Gets where its blocks come from. Ownership: borrows.</summary>
    internal BlockPool Pool { get; }

    /// <summary>Gets the buffer.</summary>
    internal ChunkedBuffer Buffer { get; }

    /// <summary>Empties it.</summary>
    internal void Reset()
    {
        Buffer.AbandonLease();
        Buffer.Clear();
        Buffer.TrimExcess();
    }
}
