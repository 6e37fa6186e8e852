using System;
using ChunkedBuffers;

namespace Native.Benchmarks;

internal sealed class NativeAppend : AppendWorkload
{
    private readonly NativePool _pool;
    private readonly ChunkedBuffer _buffer;

    public NativeAppend(byte[] corpus, bool isSingleThreaded = false)
        : base(corpus)
    {
        _pool = new NativePool(isSingleThreaded);
        _buffer = new ChunkedBuffer(_pool.Pool);
    }

    protected override void Release()
    {
        _buffer.Dispose();
        _pool.Dispose();
    }

    protected override void AppendAll(ReadOnlySpan<byte> content)
    {
        for (int offset = 0; offset < TotalLength; offset += PieceLength)
        {
            _buffer.Append(content.Slice(offset, PieceLength));
        }
    }

    protected override byte LastByteThenEmpty()
    {
        _buffer.Skip(TotalLength - 1);
        using BufferSlice last = _buffer.TakeAll();
        return last.FirstSpan[0];
    }
}
