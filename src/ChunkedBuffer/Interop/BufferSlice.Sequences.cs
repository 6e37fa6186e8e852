using System;
using System.Buffers;
using System.Runtime.InteropServices;

namespace ChunkedBuffers;

/// <content>To and from the framework's sequences.</content>
public readonly partial struct BufferSlice
{
    /// <summary>
    /// Makes a slice of the bytes of a sequence: shared where the memory is a pool's block, else copied.
    /// </summary>
    /// <remarks>
    /// Ownership: shares blocks of a <see cref="BlockPool"/>, also those behind a sequence of a pipe that runs on one,
    /// so the slice stays valid when the pipe moves on; their owner must not write to these bytes again. All other
    /// memory has no lifetime that a slice could hold on to, so its bytes are copied; <see cref="FromExternal"/> wraps
    /// memory whose owner says when it ends.
    /// </remarks>
    /// <param name="sequence">The bytes, valid during the call.</param>
    /// <param name="pool">Where to rent for copies; null means <see cref="BlockPool.Shared"/>.</param>
    /// <returns>A slice of all bytes. Ownership: the caller disposes it.</returns>
    /// <exception cref="ObjectDisposedException">A block of the sequence is in nobody's hands any more.</exception>
    /// <exception cref="OutOfMemoryException">There is no memory for a copy; nothing is held then.</exception>
    public static BufferSlice FromSequence(in ReadOnlySequence<byte> sequence, BlockPool? pool = null)
    {
        long remaining = sequence.Length;
        SegmentList list = SegmentListCache.Rent();
        var foreign = new ForeignBytes(pool ?? BlockPool.Shared);
        try
        {
            foreach (ReadOnlyMemory<byte> memory in sequence)
            {
                if (memory.IsEmpty)
                {
                    continue;
                }

                if (MemoryMarshal.TryGetMemoryManager(memory, out NativeBlock? block, out int start, out int length))
                {
                    uint generation = block.Generation;
                    block.Acquire(generation, 1);
                    list.Add(block, generation, start, length);

                    // Foreign memory can be wrapped anew by a shorter one while a stale Memory still shows the longer.
                    _ = block.AsSpan(start, length);
                }
                else
                {
                    foreign.CopyTo(list, memory.Span, remaining);
                }

                remaining -= memory.Length;
            }

            foreign.Release();
            return list.Publish();
        }
        catch
        {
            foreign.Release();
            list.Abandon();
            throw;
        }
    }

    /// <summary>
    /// Shows the bytes as a sequence without copying. Ownership: shares; the caller disposes the lease.
    /// </summary>
    /// <returns>A lease that keeps the bytes valid until it is disposed, whatever happens to this slice.</returns>
    /// <exception cref="ObjectDisposedException">The handle is stale.</exception>
    public SequenceLease AsReadOnlySequence() => new(Share());
}
