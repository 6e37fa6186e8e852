using System;
using ChunkedBuffers;
using NativeIo;

namespace Native.Benchmarks;

/// <summary>Ours, from a chunked buffer whose chunks have the length of the pieces.</summary>
internal sealed class NativeBufferGather : GatherWorkload
{
    private readonly ChunkedBuffer _buffer;

    public NativeBufferGather(GatherWork work)
        : base(work, "native-buffer")
    {
        _buffer = new ChunkedBuffer(
            pool: null, new ChunkedBufferOptions { ChunkLengthMin = work.Length, ChunkLengthMax = work.Length });
        foreach (ReadOnlyMemory<byte> piece in Pieces)
        {
            _buffer.Append(piece.Span);
        }
    }

    protected override void Write() => VectoredWriter.Write(Destination, _buffer, 0);

    protected override void Release()
    {
        base.Release();
        _buffer.Dispose();
    }
}
