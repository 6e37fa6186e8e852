using System;
using System.Buffers;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace ChunkedBuffers;

/// <summary>
/// A growing sequence of bytes in pooled native chunks: written at the end, consumed at the front, searched, sliced and
/// joined without copying. One for each connection or stream.
/// </summary>
/// <remarks>
/// <para>Ownership: the buffer holds references to its blocks until it is disposed; slices taken from it hold their own
/// and survive it. Committed bytes are never moved or written again.</para>
/// <para>Thread safety: belongs to one thread at a time; its slices may go anywhere.</para>
/// <para>At steady state nothing is allocated on the garbage-collected heap.</para>
/// <example><code>
/// using var buffer = new ChunkedBuffer();
/// buffer.Append("PING\r\nrest"u8);
/// if (buffer.TryTakeLine(out BufferSlice line))
/// {
///     using (line) Console.WriteLine(line.GetString());
/// }
/// </code></example>
/// </remarks>
[DebuggerDisplay("{Length} bytes in {ChunkCount} chunks")]
public sealed partial class ChunkedBuffer : IBufferWriter<byte>, IDisposable
{
    /// <summary>References that a segment over somebody else's block takes at once when it runs out of them.</summary>
    private const int CreditRefill = 256;

    private SegmentRing _segments = new();
    private WriteTail _tail;
    private ResumePoint _resume;
    private LineScan _lineScan;
    private long _front;
    private long _end;
    private long _rearrangements;
    private bool _isDisposed;

    /// <summary>Makes an empty buffer; it rents nothing before the first write.</summary>
    /// <param name="pool">Where to rent blocks; null means <see cref="BlockPool.Shared"/>.</param>
    /// <param name="options">How chunks grow; null means <see cref="ChunkedBufferOptions.Default"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public ChunkedBuffer(BlockPool? pool = null, ChunkedBufferOptions? options = null)
    {
        Pool = pool ?? BlockPool.Shared;
        Options = options ?? ChunkedBufferOptions.Default;
        Options.Validate();
        _chunkLengthNext = Options.ChunkLengthMin;
    }

    /// <summary>Gets the number of bytes that can be read.</summary>
    public long Length => _end - _front;

    /// <summary>Gets a value indicating whether there is nothing to read.</summary>
    public bool IsEmpty => _end == _front;

    /// <summary>Gets the number of contiguous runs that the bytes are in.</summary>
    public int ChunkCount => _segments.Count;

    /// <summary>
    /// Gets the pool that blocks are rented from. Ownership: borrows; the pool is not disposed with the buffer.
    /// </summary>
    public BlockPool Pool { get; }

    /// <summary>Gets the options the buffer was made with.</summary>
    public ChunkedBufferOptions Options { get; }

    /// <summary>
    /// Gets the bytes of native memory that the buffer keeps from being reused, its free tail included. A block that
    /// other chunks come between counts each time.
    /// </summary>
    public long RetainedBytes
    {
        get
        {
            long total = _tail.Block?.Length ?? 0;
            NativeBlock? previous = _tail.Block;
            for (int index = _segments.Count - 1; index >= 0; index--)
            {
                NativeBlock block = _segments[index].Block;
                total += ReferenceEquals(block, previous) || ReferenceEquals(block, _tail.Block) ? 0 : block.Length;
                previous = block;
            }

            return total;
        }
    }

    /// <summary>The chunks, borrowed until the buffer changes.</summary>
    internal ChunkView View => _segments.View(Length);

    /// <summary>
    /// Changes with everything that changes the bytes or their chunks; enumerators and readers compare it. Appending
    /// and consuming only ever raise the sum, so they need not count, and what does count is far above it.
    /// </summary>
    internal long Version => _front + _end + (_rearrangements << 48);

    /// <summary>Removes all bytes. An open lease stays open and can still be committed.</summary>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public void Clear()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        DropAll();
    }

    /// <summary>
    /// Parts from the free tail, unless a lease is open: its block goes back to the pool as soon as no bytes are in it.
    /// For buffers that will be idle for long.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public void TrimExcess()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (!HasOpenLease)
        {
            RetireTail();
        }
    }

    /// <summary>Gets the bytes when they are contiguous. Ownership: borrows, valid until the buffer changes.</summary>
    /// <param name="span">The bytes, or nothing when the result is false.</param>
    /// <returns>False when the bytes are in more than one chunk; see <see cref="Coalesce"/>.</returns>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public bool TryGetContiguous(out ReadOnlySpan<byte> span)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        span = _segments.Count == 1 ? _segments.First.Span : default;
        return _segments.Count <= 1;
    }

    /// <summary>
    /// Gets all bytes as one chunk without changing the buffer: shared when they are contiguous, else copied.
    /// </summary>
    /// <returns>A slice of at most one chunk. Ownership: the caller disposes it.</returns>
    /// <exception cref="InvalidOperationException">There are more bytes than one chunk can hold.</exception>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public BufferSlice ToContiguous() => _segments.Count <= 1 ? Peek(-1) : View.CopyToBlock(Pool);

    /// <summary>
    /// Copies the bytes to one chunk when they are in several. Slices and an open lease are not affected; the copy is
    /// explicit, nothing else in this type moves bytes.
    /// </summary>
    /// <exception cref="InvalidOperationException">There are more bytes than one chunk can hold.</exception>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public void Coalesce()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_segments.Count <= 1)
        {
            return;
        }

        int length = ContiguousLength();
        _segments.Reserve(1);
        NativeBlock block = Pool.RentShared(length, TailCredits, out uint generation);
        ChunkCopy.CopyTo(View, block.AsSpan(0, length));
        int chunkCount = _segments.Count;
        _segments.PushLast() = new Segment
        {
            Block = block,
            Generation = generation,
            End = length,
            Credits = TailCredits,
            BlockToSequence = _front,
        };
        Rearranged();
        DropFirst(chunkCount);
    }

    /// <summary>Lists the chunks for a gather write. Ownership: borrows, valid until the buffer changes.</summary>
    /// <param name="destination">Receives the chunks in order.</param>
    /// <param name="start">Offset in bytes at which to begin.</param>
    /// <returns>The number of chunks needed; when it is more than the destination has, the rest was left out.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="start"/> is negative or behind the end.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public int GetBuffers(Span<ReadOnlyMemory<byte>> destination, long start = 0) =>
        Readable.GetBuffers(destination, start);

    /// <summary>
    /// Gives all blocks back. Slices stay valid; disposing again does nothing. What the release of foreign memory
    /// throws comes out of here, after everything was given back.
    /// </summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        AbandonLease();
        try
        {
            DropAll();
        }
        finally
        {
            RetireTail();
        }
    }

    /// <summary>
    /// Takes one of the references that the segment holds, for a slice; buys more when only the segment's own is left.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TakeCredit(ref Segment segment)
    {
        if (segment.Credits == 1)
        {
            RefillCredits(ref segment);
        }

        segment.Credits--;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RefillCredits(ref Segment segment)
    {
        segment.Block.Acquire(segment.Generation, CreditRefill);
        segment.Credits += CreditRefill;
    }

    /// <summary>
    /// Lets the first segment go with the references that it still holds; its bytes are accounted for. The references
    /// go last, because the release of foreign memory may throw or look at this buffer.
    /// </summary>
    private void DropFirst()
    {
        ref Segment first = ref _segments.First;
        (NativeBlock block, uint generation, int credits) = (first.Block, first.Generation, first.Credits);
        _segments.DropFirst();
        _lineScan.EndChunk();
        ReleaseCredits(block, generation, credits);
    }

    /// <summary>As <see cref="DropFirst()"/> for several segments: one that fails does not keep the others.</summary>
    private void DropFirst(int count)
    {
        ExceptionDispatchInfo? failure = null;
        for (; count > 0 && _segments.Count > 0; count--)
        {
            try
            {
                DropFirst();
            }
            catch (Exception exception)
            {
                failure ??= ExceptionDispatchInfo.Capture(exception);
            }
        }

        failure?.Throw();
    }

    private void ReleaseCredits(NativeBlock block, uint generation, int credits)
    {
        if (ReferenceEquals(block, _tail.Block))
        {
            _tail.Credits += credits;
        }
        else
        {
            block.Release(generation, credits);
        }
    }

    private void DropAll()
    {
        _front = _end;
        DropFirst(_segments.Count);
    }

    /// <summary>Called when chunks changed other than by appending and consuming, which scans do not follow.</summary>
    private void Rearranged()
    {
        _rearrangements++;
        _resume.Forget();
        _lineScan.Forget();
    }

    private int ContiguousLength()
    {
        if (Length > BlockDepot.LengthMax)
        {
            ThrowHelper.ThrowTooLongForBlock(Length);
        }

        return (int)Length;
    }
}
