using System.Buffers;

namespace ChunkedBuffers;

/// <summary>
/// One chunk as the framework's sequences know it. Belongs to a <see cref="SequenceChain"/> that reuses it.
/// </summary>
internal sealed class ChainSegment : ReadOnlySequenceSegment<byte>
{
    private NativeBlock? _block;
    private int _start;

    /// <summary>Position of the first byte in the stream of bytes that the chain shows.</summary>
    internal long Offset => RunningIndex;

    internal long EndOffset => RunningIndex + Memory.Length;

    internal ChainSegment? NextSegment => (ChainSegment?)Next;

    /// <summary>Null while the segment is idle: a position that still points here is stale.</summary>
    internal SequenceChain? Chain { get; private set; }

    /// <summary>
    /// Shows a part of a chunk. Ownership: borrows; whoever fills the chain keeps the block referenced.
    /// </summary>
    internal void Show(SequenceChain chain, ref readonly Segment segment, int start, int length, long offset)
    {
        Chain = chain;
        _block = segment.Block;
        _start = segment.Start + start;
        Memory = _block.AsMemory(_start, length);
        RunningIndex = offset;
    }

    /// <summary>
    /// Grows over bytes that were added behind the shown ones in the same block; false when they are elsewhere.
    /// </summary>
    internal bool TryExtend(ref readonly Segment segment, int start, int length)
    {
        if (!ReferenceEquals(_block, segment.Block) || _start + Memory.Length != segment.Start + start)
        {
            return false;
        }

        Memory = _block.AsMemory(_start, Memory.Length + length);
        return true;
    }

    internal void Link(ChainSegment? next) => Next = next;

    /// <summary>
    /// Shows nothing any more, so that a sequence that was kept too long sees no foreign bytes through it.
    /// </summary>
    internal void Forget()
    {
        Chain = null;
        _block = null;
        Memory = default;
        RunningIndex = 0;
        Next = null;
    }
}
