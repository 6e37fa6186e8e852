using System.Buffers;

namespace Native.Benchmarks;

internal sealed class MemoryPoolCross(MemoryPool<byte> pool) : CrossThreadRent<IMemoryOwner<byte>>
{
    protected override IMemoryOwner<byte> Rent(byte mark)
    {
        IMemoryOwner<byte> block = pool.Rent(Corpus.ChunkLength);
        block.Memory.Span[0] = mark;
        return block;
    }

    protected override byte MarkOfReturned(IMemoryOwner<byte> block)
    {
        using (block)
        {
            return block.Memory.Span[0];
        }
    }
}
