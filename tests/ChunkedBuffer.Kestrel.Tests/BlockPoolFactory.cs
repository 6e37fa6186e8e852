using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace ChunkedBuffers.Kestrel.Tests;

/// <summary>Gives Kestrel block pools of its own; the example of docs/interop.md. Thread-safe.</summary>
internal sealed class BlockPoolFactory(BlockPoolOptions template) : IMemoryPoolFactory<byte>
{
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new BlockPool(template with
    {
        Name = options?.Owner ?? template.Name,
        SlabSource = SlabSource.PinnedArrays,
    });
}
