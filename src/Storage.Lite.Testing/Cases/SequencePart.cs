using System;
using System.Buffers;

namespace Storage.Lite.Testing;

/// <summary>A part of a sequence that is not contiguous.</summary>
internal sealed class SequencePart : ReadOnlySequenceSegment<byte>
{
    internal SequencePart(ReadOnlyMemory<byte> memory, long start)
    {
        Memory = memory;
        RunningIndex = start;
    }

    internal SequencePart Append(ReadOnlyMemory<byte> memory)
    {
        var next = new SequencePart(memory, RunningIndex + Memory.Length);
        Next = next;
        return next;
    }
}
