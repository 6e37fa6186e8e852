using System;
using System.Runtime.CompilerServices;

namespace ChunkedBuffers;

/// <summary>
/// An immutable view of one or more chunks that holds references to their blocks: it stays valid whatever happens to
/// the buffer that it was taken from.
/// </summary>
public readonly partial struct BufferSlice : IDisposable
{
    private readonly object? _owner;
    private readonly uint _generation;
    private readonly int _start;
    private readonly int _length;
    private readonly int _handle;

    /// <summary>Makes a handle over one chunk. Ownership: transfers one reference from the caller.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal BufferSlice(NativeBlock block, uint generation, int start, int length)
    {
        _owner = block;
        _generation = generation;
        _start = start;
        _length = length;
        _handle = block.Ledger is null ? 0 : block.Ledger.Open();
    }

    /// <summary>Gives the references back.</summary>
    public void Dispose()
    {
        if (_owner is NativeBlock block)
        {
            if (_handle != 0)
            {
                block.Ledger!.Close(_handle);
            }

            block.Release(_generation, 1);
        }
    }
}
