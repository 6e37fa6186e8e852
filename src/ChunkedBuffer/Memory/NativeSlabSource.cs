using System.Buffers;

namespace ChunkedBuffers;

/// <summary>Takes slabs from the C runtime's aligned allocator. Thread safety: all members.</summary>
internal sealed class NativeSlabSource : SlabSource
{
    protected internal override MemoryManager<byte> Allocate(int lengthBytes, int alignmentBytes) =>
        new NativeAllocation(lengthBytes, alignmentBytes);
}
