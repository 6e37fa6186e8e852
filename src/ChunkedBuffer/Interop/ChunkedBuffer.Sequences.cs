using System;
using System.Buffers;
using System.Runtime.InteropServices;

namespace ChunkedBuffers;

/// <content>To and from the framework's sequences.</content>
public sealed partial class ChunkedBuffer
{
    /// <summary>
    /// Shows the bytes as a sequence without copying or consuming. Ownership: shares; the caller disposes the lease.
    /// </summary>
    /// <returns>A lease over the bytes of now: later writes and takes do not change it.</returns>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public SequenceLease AsReadOnlySequence() => new(Peek(-1));

    /// <summary>
    /// Adds the bytes of a sequence to the end: pieces in a pool's blocks that are larger than
    /// <see cref="ChunkedBufferOptions.CopyThreshold"/> are shared, all others copied.
    /// </summary>
    /// <remarks>
    /// Ownership: as <see cref="BufferSlice.FromSequence"/>; the sequence must be valid during the call only.
    /// </remarks>
    /// <param name="sequence">The bytes; they may come from this buffer.</param>
    /// <exception cref="InvalidOperationException">A write lease is open.</exception>
    /// <exception cref="ObjectDisposedException">
    /// The buffer is disposed, or a block of the sequence is in nobody's hands any more; the buffer is unchanged.
    /// </exception>
    /// <exception cref="OutOfMemoryException">There is no memory; the buffer is unchanged.</exception>
    public void Append(in ReadOnlySequence<byte> sequence)
    {
        RequireWritable();
        long lengthBefore = Length;
        try
        {
            foreach (ReadOnlyMemory<byte> memory in sequence)
            {
                if (memory.Length > Options.CopyThreshold
                    && MemoryMarshal.TryGetMemoryManager(memory, out NativeBlock? block, out int start, out int length))
                {
                    AppendShared(block, start, length);
                }
                else
                {
                    Append(memory.Span);
                }
            }
        }
        catch
        {
            SkipLast(Length - lengthBefore);
            throw;
        }
    }

    private void AppendShared(NativeBlock block, int start, int length)
    {
        uint generation = block.Generation;
        block.Acquire(generation, 1);
        using var slice = new BufferSlice(block, generation, start, length);
        _ = slice.AsSpan();
        Append(slice);
    }
}
