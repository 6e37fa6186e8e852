using System;
using ChunkedBuffers;

namespace Native.Benchmarks;

/// <summary>
/// The pool that a peer of ours uses: the shared one, or one of its own that is confined to a thread.
/// </summary>
internal sealed class NativePool : IDisposable
{
    private readonly BlockPool? _own;

    public NativePool(bool isSingleThreaded)
    {
        _own = isSingleThreaded ? new BlockPool(new BlockPoolOptions { SingleThreaded = true }) : null;
    }

    public BlockPool Pool => _own ?? BlockPool.Shared;

    public void Dispose() => _own?.Dispose();
}
