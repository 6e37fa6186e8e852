using System;
using System.Buffers;

namespace Native.Benchmarks;

internal sealed class ArrayBufferWriterAppend(byte[] corpus) : AppendWorkload(corpus)
{
    private readonly ArrayBufferWriter<byte> _writer = new();

    protected override void AppendAll(ReadOnlySpan<byte> content)
    {
        for (int offset = 0; offset < TotalLength; offset += PieceLength)
        {
            _writer.Write(content.Slice(offset, PieceLength));
        }
    }

    protected override byte LastByteThenEmpty()
    {
        byte last = _writer.WrittenSpan[^1];
        _writer.ResetWrittenCount();
        return last;
    }
}
