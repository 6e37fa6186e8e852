using System.Buffers;

namespace ChunkedBuffers;

/// <summary>Takes slabs from the garbage collector's pinned heap. Thread safety: all members.</summary>
internal sealed class PinnedArraySlabSource : SlabSource
{
    protected internal override MemoryManager<byte> Allocate(int lengthBytes, int alignmentBytes) =>
        new PinnedArrayAllocation(lengthBytes, alignmentBytes);
}
