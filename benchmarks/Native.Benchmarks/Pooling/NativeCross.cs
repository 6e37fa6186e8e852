using ChunkedBuffers;

namespace Native.Benchmarks;

/// <summary>A block of our pool, written through its lease and passed on as a slice.</summary>
internal sealed class NativeCross : CrossThreadRent<BufferSlice>
{
    public static BufferSlice RentSlice(BlockPool pool, byte mark)
    {
        BlockLease block = pool.RentBlock(Corpus.ChunkLength, allowDirty: true);
        block.Span[0] = mark;
        BufferSlice slice = block.Share(0, block.Length);
        block.Dispose();
        return slice;
    }

    protected override BufferSlice Rent(byte mark) => RentSlice(BlockPool.Shared, mark);

    protected override byte MarkOfReturned(BufferSlice block)
    {
        byte mark = block.FirstSpan[0];
        block.Dispose();
        return mark;
    }
}
