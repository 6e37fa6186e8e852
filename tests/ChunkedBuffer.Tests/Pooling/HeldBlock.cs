namespace ChunkedBuffers.Tests.Pooling;

/// <summary>One reference to a rented block that a test may keep in a list and release on any thread.</summary>
internal readonly record struct HeldBlock(NativeBlock Block, uint Generation)
{
    internal static HeldBlock Rent(BlockPool pool, int lengthMin)
    {
        NativeBlock block = pool.RentShared(lengthMin, 1, out uint generation);
        return new HeldBlock(block, generation);
    }

    internal void Release() => Block.Release(Generation, 1);
}
