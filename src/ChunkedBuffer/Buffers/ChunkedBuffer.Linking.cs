using System;

namespace ChunkedBuffers;

/// <content>Adding chunks that exist already, at either end.</content>
public sealed partial class ChunkedBuffer
{
    /// <summary>
    /// Adds a slice to the end without copying, unless it is small (<see cref="ChunkedBufferOptions.CopyThreshold"/>).
    /// Ownership: shares; the slice stays the caller's. The free tail of the last block stays writable.
    /// </summary>
    /// <param name="slice">The bytes; they may come from this buffer.</param>
    /// <exception cref="InvalidOperationException">A write lease is open.</exception>
    /// <exception cref="ObjectDisposedException">The buffer is disposed or the slice is stale.</exception>
    /// <exception cref="OutOfMemoryException">There is no memory; the buffer is unchanged.</exception>
    public void Append(BufferSlice slice)
    {
        RequireWritable();
        Segment scratch = default;
        ChunkView view = slice.View(ref scratch);
        if (view.Length <= Options.CopyThreshold && view.Count <= 1)
        {
            Append(view.Count == 0 ? default : view[0]);
            return;
        }

        _segments.Reserve(view.Count);
        AcquireAll(view);
        for (int index = 0; index < view.Count; index++)
        {
            PushLinked(in view.Segment(index));
        }
    }

    /// <summary>
    /// Adds all bytes of a buffer to the end without copying. Ownership: shares; the other buffer keeps its bytes and
    /// its write lease.
    /// </summary>
    /// <param name="other">The buffer; appending a buffer to itself doubles it.</param>
    /// <exception cref="InvalidOperationException">A write lease of this buffer is open.</exception>
    /// <exception cref="ObjectDisposedException">One of the buffers is disposed.</exception>
    public void Append(ChunkedBuffer other)
    {
        ArgumentNullException.ThrowIfNull(other);
        RequireWritable();
        using BufferSlice all = other.Peek(-1);
        Append(all);
    }

    /// <summary>
    /// Adds memory that somebody else owns, such as an array or a file mapping, without copying unless it is small. The
    /// memory is never written to, and the free tail of the last block stays writable.
    /// </summary>
    /// <remarks>
    /// Ownership: borrows until <paramref name="release"/> is called, exactly once: when the last slice over the memory
    /// is gone, or before this method returns when the bytes were copied or the method throws. It must not use this
    /// buffer. What it throws comes out of the member that gave the last reference back, which has done its work.
    /// </remarks>
    /// <param name="memory">The bytes; their owner must not change them meanwhile.</param>
    /// <param name="release">Called with <paramref name="state"/> when nobody needs the memory any more.</param>
    /// <param name="state">Handed to <paramref name="release"/>.</param>
    /// <exception cref="InvalidOperationException">A write lease is open.</exception>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public void AppendExternal(ReadOnlyMemory<byte> memory, Action<object?>? release = null, object? state = null)
    {
        if (memory.Length > Options.CopyThreshold && !_isDisposed && !HasOpenLease)
        {
            using BufferSlice slice = BufferSlice.FromExternal(memory, release, state);
            Append(slice);
            return;
        }

        try
        {
            RequireWritable();
            Append(memory.Span);
        }
        finally
        {
            release?.Invoke(state);
        }
    }

    /// <summary>Puts bytes before the first one, into free headroom when there is some. A lease stays open.</summary>
    /// <param name="bytes">The bytes, for example a length prefix of what follows.</param>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    /// <exception cref="OutOfMemoryException">There is no memory; the buffer is unchanged.</exception>
    public void Prepend(ReadOnlySpan<byte> bytes)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (IsEmpty && !HasOpenLease)
        {
            Append(bytes);
            return;
        }

        if (bytes.IsEmpty)
        {
            return;
        }

        if (_segments.Count == 0 || !HasHeadroom(in _segments.First, bytes.Length))
        {
            PushHeadBlock(bytes.Length);
        }

        ref Segment first = ref _segments.First;
        first.Start -= bytes.Length;
        first.Block.FreeFront = first.Start;
        bytes.CopyTo(first.Block.AsSpan(first.Start, bytes.Length));
        MoveFront(bytes.Length);
    }

    /// <summary>
    /// Puts a slice before the first byte without copying. Ownership: shares; the slice stays the caller's.
    /// </summary>
    /// <param name="slice">The bytes; they may come from this buffer. A lease stays open.</param>
    /// <exception cref="ObjectDisposedException">The buffer is disposed or the slice is stale.</exception>
    public void Prepend(BufferSlice slice)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        Segment scratch = default;
        ChunkView view = slice.View(ref scratch);
        _segments.Reserve(view.Count);
        AcquireAll(view);
        for (int index = view.Count - 1; index >= 0; index--)
        {
            ref readonly Segment source = ref view.Segment(index);
            _segments.PushFirst() = source with { Credits = 1, BlockToSequence = _front - source.End };
            MoveFront(source.Length);
        }
    }

    /// <summary>Takes one reference of each block of a view, or none.</summary>
    private static void AcquireAll(in ChunkView view)
    {
        int acquired = 0;
        try
        {
            for (; acquired < view.Count; acquired++)
            {
                ref readonly Segment segment = ref view.Segment(acquired);
                segment.Block.Acquire(segment.Generation, 1);
            }
        }
        catch
        {
            while (acquired > 0)
            {
                ref readonly Segment segment = ref view.Segment(--acquired);
                segment.Block.Release(segment.Generation, 1);
            }

            throw;
        }
    }

    /// <summary>Adds a chunk to the end. Ownership: transfers one reference; there is room in the ring.</summary>
    private void PushLinked(ref readonly Segment source)
    {
        if (_segments.Count > 0)
        {
            ref Segment last = ref _segments.Last;
            if (ReferenceEquals(last.Block, source.Block) && last.End == source.Start)
            {
                last.End += source.Length;
                last.Credits++;
                _end += source.Length;
                return;
            }
        }

        _segments.PushLast() = source with { Credits = 1, BlockToSequence = _end - source.Start };
        _end += source.Length;
    }

    private bool HasHeadroom(ref readonly Segment first, int count) =>
        ReferenceEquals(first.Block.FrontOwner, this)
        && first.Block.FrontGeneration == first.Generation
        && first.Block.FreeFront == first.Start
        && first.Start >= count;

    /// <summary>
    /// Puts an empty chunk first, at the end of a new block, so that later prefixes fit before it too.
    /// </summary>
    private void PushHeadBlock(int count)
    {
        _segments.Reserve(1);
        int length = Math.Max(count, (int)Math.Min((long)count + Options.Headroom, BlockDepot.LengthMax));
        NativeBlock block = Pool.RentShared(length, TailCredits, out uint generation);
        block.FrontOwner = this;
        block.FrontGeneration = generation;
        block.FreeFront = block.Length;
        _segments.PushFirst() = new Segment
        {
            Block = block,
            Generation = generation,
            Start = block.Length,
            End = block.Length,
            Credits = TailCredits,
            BlockToSequence = _front - block.Length,
        };
    }

    private void MoveFront(int count)
    {
        _front -= count;
        Rearranged();
    }
}
