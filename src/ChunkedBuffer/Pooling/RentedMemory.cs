using System;
using System.Buffers;
using System.Threading;

namespace ChunkedBuffers;

/// <summary>
/// What <see cref="BlockPool.Rent"/> returns: a block for code that knows memory pools. Thread safety: dispose from any
/// thread.
/// </summary>
internal sealed class RentedMemory : IMemoryOwner<byte>
{
    private readonly uint _generation;
    private readonly int _handle;
    private NativeBlock? _block;

    /// <summary>Ownership: transfers one reference from the caller.</summary>
    internal RentedMemory(NativeBlock block, uint generation)
    {
        _block = block;
        _generation = generation;
        _handle = block.Ledger is null ? 0 : block.Ledger.Open(block);
    }

    public Memory<byte> Memory
    {
        get
        {
            NativeBlock? block = _block;
            ObjectDisposedException.ThrowIf(block is null, typeof(IMemoryOwner<byte>));
            return block.AsMemory(0, block.Length);
        }
    }

    public void Dispose()
    {
        // Full fence; pairs with itself, so that of two callers one releases.
        NativeBlock? block = Interlocked.Exchange(ref _block, null);
        if (block is null)
        {
            return;
        }

        if (_handle != 0)
        {
            block.Ledger!.Close(_handle);
        }

        block.Release(_generation, 1);
    }
}
