using System;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ChunkedBuffers;

/// <summary>
/// An immutable view of one or more chunks that holds references to their blocks: it stays valid whatever happens to
/// the buffer or slice that it was taken from.
/// </summary>
/// <remarks>
/// <para>Ownership: whoever gets a slice from a method owns it and disposes it once. A copy of the struct is the same
/// handle, not another one: <see cref="Share"/> makes another. The default value is empty and holds nothing.</para>
/// <para>Disposing: after the memory went back to the pool, every use of the handle or of a copy throws
/// <see cref="ObjectDisposedException"/>, in every build, also when the memory was rented again. Disposing a copy while
/// other slices still hold the same block takes one of their references: they will throw instead, and nothing is freed
/// twice; a pool in checked mode finds the culprit.</para>
/// <para>Thread safety: any thread may read, share and dispose; one handle must not be disposed while it is in
/// use.</para>
/// <example><code>
/// using BufferSlice name = buffer.Take(8);
/// using BufferSlice kept = name.Slice(2, 4);
/// buffer.Dispose();
/// Console.WriteLine(kept.GetString());
/// </code></example>
/// </remarks>
[DebuggerDisplay("{Length} bytes in {ChunkCount} chunks")]
public readonly partial struct BufferSlice : IDisposable
{
    /// <summary>In <see cref="_length"/>: the chunks are in a list, which knows their number of bytes.</summary>
    private const int InList = -1;

    private readonly object? _owner;
    private readonly int _start;
    private readonly int _length;
    private readonly uint _generation;
    private readonly int _handle;

    /// <summary>Makes a handle over one chunk. Ownership: transfers one reference from the caller.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal BufferSlice(NativeBlock block, uint generation, int start, int length)
    {
        Debug.Assert(length > 0, "An empty slice holds no reference.");
        _owner = block;
        _generation = generation;
        _start = start;
        _length = length;
        _handle = block.Ledger is null ? 0 : block.Ledger.Open(block);
    }

    /// <summary>Makes a handle over a list. Ownership: transfers its reference from the caller.</summary>
    internal BufferSlice(SegmentList list, uint generation)
    {
        _owner = list;
        _generation = generation;
        _length = InList;
        _handle = list.Ledger is null ? 0 : list.Ledger.Open();
    }

    /// <summary>Gets the slice without bytes, which holds no memory and need not be disposed.</summary>
    public static BufferSlice Empty => default;

    /// <summary>Gets the number of bytes.</summary>
    public long Length => _length >= 0 ? _length : ListOf(_owner, _generation, _handle).Length;

    /// <summary>Gets a value indicating whether there are no bytes.</summary>
    public bool IsEmpty => _owner is null;

    /// <summary>Gets the number of contiguous runs that the bytes are in.</summary>
    public int ChunkCount => _owner is null ? 0 : _length >= 0 ? 1 : List().Count;

    /// <summary>Gets the first contiguous run, borrowed: valid until this handle is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The handle is stale.</exception>
    public ReadOnlySpan<byte> FirstSpan => _length < 0 ? List().Segments[0].Span : AsSpan();

    /// <summary>
    /// Gets a value indicating whether nobody else holds a reference to the memory: no other slice and no buffer. Only
    /// the owner of the last handle can rely on the answer.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The handle is stale.</exception>
    public bool IsUnique
    {
        get
        {
            if (_owner is not SegmentList)
            {
                return _owner is null || Block().References.IsUnique(_generation);
            }

            SegmentList list = List();
            bool isUnique = list.References.IsUnique(_generation);
            foreach (ref readonly Segment segment in list.Segments)
            {
                isUnique &= segment.Block.References.IsUnique(segment.Generation);
            }

            return isUnique;
        }
    }

    /// <summary>
    /// Gets the bytes of native memory that this slice keeps from being reused. A block that other chunks come between
    /// counts each time.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The handle is stale.</exception>
    public long RetainedBytes
    {
        get
        {
            if (_owner is null)
            {
                return 0;
            }

            if (_length >= 0)
            {
                return Block().Length;
            }

            long total = 0;
            NativeBlock? previous = null;
            foreach (ref readonly Segment segment in List().Segments)
            {
                total += ReferenceEquals(previous, segment.Block) ? 0 : segment.Block.Length;
                previous = segment.Block;
            }

            return total;
        }
    }

    /// <summary>
    /// Gets the bytes when they are contiguous. Ownership: borrows, valid until this handle is disposed.
    /// </summary>
    /// <exception cref="InvalidOperationException">The bytes are in more than one chunk.</exception>
    /// <exception cref="ObjectDisposedException">The handle is stale.</exception>
    /// <returns>The bytes.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> AsSpan()
    {
        if (_owner is NativeBlock block)
        {
            Verify(block, _generation, _handle);
            return block.AsSpan(_start, _length);
        }

        RequireOneChunk(_owner, _length, _generation, _handle);
        return default;
    }

    /// <summary>
    /// Gets the bytes when they are contiguous. Ownership: borrows, valid until this handle is disposed.
    /// </summary>
    /// <exception cref="InvalidOperationException">The bytes are in more than one chunk.</exception>
    /// <exception cref="ObjectDisposedException">The handle is stale.</exception>
    /// <returns>The bytes; pinning the memory takes a reference of its own.</returns>
    public ReadOnlyMemory<byte> AsMemory()
    {
        RequireOneChunk(_owner, _length, _generation, _handle);
        return _owner is null ? default : Block().AsMemory(_start, _length);
    }

    /// <summary>
    /// Gets the bytes when they are contiguous. Ownership: borrows, valid until this handle is disposed.
    /// </summary>
    /// <param name="span">The bytes, or nothing when the result is false.</param>
    /// <returns>False when the bytes are in more than one chunk; see <see cref="ToContiguous"/>.</returns>
    /// <exception cref="ObjectDisposedException">The handle is stale.</exception>
    public bool TryGetSpan(out ReadOnlySpan<byte> span)
    {
        span = _length < 0 ? default : AsSpan();
        return _length >= 0;
    }

    /// <summary>Gets the bytes to write to, when nobody else can see them.</summary>
    /// <param name="span">The writable bytes, borrowed until this handle is disposed or shared.</param>
    /// <returns>
    /// False when the bytes are in more than one chunk, the memory is foreign, or somebody else holds a reference to
    /// it: then <see cref="Detach"/> makes a private copy.
    /// </returns>
    /// <exception cref="ObjectDisposedException">The handle is stale.</exception>
    public bool TryGetWritableSpan(out Span<byte> span)
    {
        if (_owner is not NativeBlock || Block().IsReadOnly || !IsUnique)
        {
            span = default;
            return _owner is null;
        }

        span = Block().AsSpan(_start, _length);
        return true;
    }

    /// <summary>Lists the chunks for a gather write. Ownership: borrows, valid until this handle is disposed.</summary>
    /// <param name="destination">Receives the chunks in order.</param>
    /// <param name="start">Offset in bytes at which to begin.</param>
    /// <returns>The number of chunks needed; when it is more than the destination has, the rest was left out.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="start"/> is negative or behind the end.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The handle is stale.</exception>
    public int GetBuffers(Span<ReadOnlyMemory<byte>> destination, long start = 0)
    {
        Segment scratch = default;
        return View(ref scratch).GetBuffers(destination, start);
    }

    /// <summary>
    /// Gives one reference back; the last one returns the memory to its pool or calls the release of foreign memory.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The handle, or a copy of it, was disposed before.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Dispose()
    {
        if (_owner is NativeBlock block)
        {
            if (_handle != 0)
            {
                block.Ledger!.Close(_handle);
            }

            block.Release(_generation, 1);
        }
        else if (_owner is not null)
        {
            DisposeList(_owner, _generation, _handle);
        }
    }

    /// <summary>
    /// Looks at the chunks; <paramref name="scratch"/> is room for the one of a slice without a list.
    /// </summary>
    internal ChunkView View(ref Segment scratch)
    {
        if (_owner is null)
        {
            return default;
        }

        if (_length < 0)
        {
            return List().View;
        }

        scratch.Block = Block();
        scratch.Generation = _generation;
        scratch.Start = _start;
        scratch.End = _start + _length;
        scratch.BlockToSequence = -_start;
        return new ChunkView(new ReadOnlySpan<Segment>(ref scratch), default, _length);
    }

    // The following take the fields and not the struct: a struct whose address is taken has to live in memory, and the
    // common case, one chunk, should live in registers.

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Verify(NativeBlock block, uint generation, int handle)
    {
        if (!block.References.IsCurrent(generation))
        {
            ThrowHelper.ThrowStaleHandle();
        }

        if (handle != 0)
        {
            block.Ledger!.Verify(handle);
        }
    }

    private static SegmentList ListOf(object? owner, uint generation, int handle)
    {
        var list = (SegmentList)owner!;
        LedgerOf(list, generation, handle)?.Verify(handle);
        return list;
    }

    /// <summary>
    /// Gets the book that the handle is in, null outside of checked mode. It is read before the generation: a list that
    /// is still of this generation afterwards had it then, whatever other threads do with copies of the handle.
    /// </summary>
    private static HandleLedger? LedgerOf(SegmentList list, uint generation, int handle)
    {
        HandleLedger? ledger = handle == 0 ? null : list.Ledger;
        if (!list.References.IsCurrent(generation))
        {
            ThrowHelper.ThrowStaleHandle();
        }

        return ledger;
    }

    private static void RequireOneChunk(object? owner, int length, uint generation, int handle)
    {
        if (length < 0)
        {
            ThrowManyChunks(ListOf(owner, generation, handle).Count);
        }
    }

    private static void DisposeList(object owner, uint generation, int handle)
    {
        var list = (SegmentList)owner;
        LedgerOf(list, generation, handle)?.Close(handle);
        list.Release(generation);
    }

    private NativeBlock Block()
    {
        var block = (NativeBlock)_owner!;
        Verify(block, _generation, _handle);
        return block;
    }

    /// <summary>Whether checked mode, if it is on, has the handle as open.</summary>
    private bool IsOpenIn(HandleLedger? ledger) => _handle == 0 || ledger is null || ledger.IsOpen(_handle);

    private SegmentList List() => ListOf(_owner, _generation, _handle);

    [DoesNotReturn]
    private static void ThrowManyChunks(int chunkCount) => throw new InvalidOperationException(
        $"The bytes are in {chunkCount} chunks: walk Chunks, or make them contiguous with ToContiguous.");
}
