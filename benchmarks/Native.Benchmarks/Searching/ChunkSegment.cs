using System;
using System.Buffers;

namespace Native.Benchmarks;

/// <summary>One 4 KiB chunk of a ReadOnlySequence over memory that stays where it is.</summary>
internal sealed class ChunkSegment : ReadOnlySequenceSegment<byte>
{
    private ChunkSegment(byte[] chunk, long runningIndex)
    {
        Memory = chunk;
        RunningIndex = runningIndex;
    }

    public static ReadOnlySequence<byte> SequenceOf(ReadOnlySpan<byte> content)
    {
        ChunkSegment? first = null;
        ChunkSegment? last = null;
        for (int offset = 0; offset < content.Length; offset += Corpus.ChunkLength)
        {
            int length = Math.Min(Corpus.ChunkLength, content.Length - offset);
            var segment = new ChunkSegment(content.Slice(offset, length).ToArray(), offset);
            first ??= segment;
            last?.Next = segment;
            last = segment;
        }

        return first is null ? default : new ReadOnlySequence<byte>(first, 0, last!, last!.Memory.Length);
    }
}
