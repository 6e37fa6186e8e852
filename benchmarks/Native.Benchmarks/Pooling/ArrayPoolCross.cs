using System.Buffers;

namespace Native.Benchmarks;

internal sealed class ArrayPoolCross : CrossThreadRent<byte[]>
{
    protected override byte[] Rent(byte mark)
    {
        byte[] block = ArrayPool<byte>.Shared.Rent(Corpus.ChunkLength);
        block[0] = mark;
        return block;
    }

    protected override byte MarkOfReturned(byte[] block)
    {
        byte mark = block[0];
        ArrayPool<byte>.Shared.Return(block);
        return mark;
    }
}
