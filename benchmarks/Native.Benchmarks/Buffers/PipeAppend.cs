using System;
using System.Buffers;

namespace Native.Benchmarks;

internal sealed class PipeAppend(byte[] corpus) : AppendWorkload(corpus)
{
    private readonly LoopbackPipe _pipe = new();

    protected override void Release() => _pipe.Dispose();

    protected override void AppendAll(ReadOnlySpan<byte> content)
    {
        for (int offset = 0; offset < TotalLength; offset += PieceLength)
        {
            _pipe.Write(content.Slice(offset, PieceLength));
        }
    }

    protected override byte LastByteThenEmpty()
    {
        ReadOnlySequence<byte> buffer = _pipe.FlushAndRead();
        byte last = buffer.Slice(TotalLength - 1).FirstSpan[0];
        _pipe.AdvanceTo(buffer.End, buffer.End);
        return last;
    }
}
