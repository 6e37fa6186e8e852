using System;
using System.Diagnostics;
using System.Runtime.InteropServices;
using ChunkedBuffers;

namespace NativeIo;

/// <summary>
/// The chunks of a file that are on their way: up to a queue depth of them, given in order.
/// </summary>
/// <remarks>
/// Each chunk is a block that this window alone holds until it is given; a ring reads to it meanwhile. What the ring
/// does not do in full – the end of the file, a failure – is finished by the file's own careful path, in another block
/// when the kernel may still write to this one. Thread safety: none; one thread at a time.
/// </remarks>
internal sealed class ReadAheadWindow : IDisposable
{
    private readonly DirectFile _file;
    private readonly BatchRing? _ring;
    private readonly bool _hasExactChunks;
    private readonly int _chunkLength;
    private readonly Chunk[] _chunks;

    /// <summary>The end of what is read ahead; what lies behind is read when it is asked for.</summary>
    private readonly long _aheadEnd;
    private readonly long _end;
    private long _nextOffset;
    private long _issued;
    private long _given;
    private bool _isOver;

    /// <summary>Begins. Ownership: borrows the file and the ring until it is disposed.</summary>
    /// <param name="file">What is read.</param>
    /// <param name="ring">What reads ahead; null reads each chunk when it is asked for.</param>
    /// <param name="start">Where the first byte is.</param>
    /// <param name="end">Where the last byte ends at most.</param>
    /// <param name="knownLength">The length of the file, behind which nothing is read ahead.</param>
    /// <param name="chunkLength">The bytes of a chunk, a multiple of the alignment unless chunks are exact.</param>
    /// <param name="hasExactChunks">
    /// Whether each chunk but the last is that long, though it may have to be cut out of sectors that are read twice.
    /// </param>
    internal ReadAheadWindow(
        DirectFile file,
        BatchRing? ring,
        long start,
        long end,
        long knownLength,
        int chunkLength,
        bool hasExactChunks = false)
    {
        Debug.Assert(
            hasExactChunks || DirectRange.IsAligned(chunkLength, file.OffsetAlignment), "Chunks are aligned.");
        _hasExactChunks = hasExactChunks;
        _file = file;
        _ring = ring;
        _chunkLength = chunkLength;
        _chunks = new Chunk[ring?.QueueDepth ?? 1];
        _nextOffset = start;
        _end = end;
        _aheadEnd = ring is null ? start : Math.Min(end, knownLength);
    }

    /// <summary>Gets a value indicating whether the next chunk is there, so that asking for it does not wait.</summary>
    internal bool IsNextReady
    {
        get
        {
            FillAhead();
            while (_issued > _given && !Current.IsDone && _ring!.TryTake(out RingCompletion completion))
            {
                Complete(completion);
            }

            return _isOver || (_issued > _given && Current.IsDone && Current.Count == Current.Range.Length);
        }
    }

    private ref Chunk Current => ref _chunks[_given % _chunks.Length];

    /// <summary>Hands over what is queued, so that it runs while the caller does something else.</summary>
    internal void Submit()
    {
        FillAhead();
        _ring?.Submit();
    }

    /// <summary>Gives the next chunk, empty when the file or the range is over. Ownership: transfers.</summary>
    /// <exception cref="NativeIoException">The system refused.</exception>
    internal BufferSlice TakeNext()
    {
        if (_isOver)
        {
            return default;
        }

        FillAhead();
        if (_issued == _given && !Issue(isAhead: false))
        {
            _isOver = true;
            return default;
        }

        while (!Current.IsDone)
        {
            Complete(_ring!.Take());
        }

        Chunk chunk = Current;
        Current = default;
        _given++;
        if (chunk.IsLost)
        {
            chunk.Block.Dispose();
            chunk.Block = RentBlock(chunk.Range);
        }

        using BufferSlice block = chunk.Block;
        int count = Finish(chunk);
        int usable = (int)chunk.Range.Usable(count);
        _isOver = usable < chunk.Range.Count;

        // The blocks that are free now are on their way before the caller looks at this one.
        Submit();
        return usable == 0 ? default : block.Slice(chunk.Range.Skip, usable);
    }

    /// <summary>
    /// Gives all blocks back. What is in flight is ended first, by disposing the ring; nobody uses it after.
    /// </summary>
    public void Dispose()
    {
        _isOver = true;
        if (_ring is { InFlight: > 0 })
        {
            _ring.Dispose();
        }

        while (_given < _issued)
        {
            Current.Block.Dispose();
            Current = default;
            _given++;
        }
    }

    private void FillAhead()
    {
        while (!_isOver && _issued - _given < _chunks.Length && _nextOffset < _aheadEnd && Issue(isAhead: true))
        {
            // Each turn issues one.
        }
    }

    private bool Issue(bool isAhead)
    {
        long skip = _nextOffset - DirectRange.Down(_nextOffset, _file.OffsetAlignment);
        long count = Math.Min(_hasExactChunks ? _chunkLength : _chunkLength - skip, _end - _nextOffset);
        DirectRange range = DirectRange.Around(_nextOffset, Math.Max(count, 0), _file.OffsetAlignment);
        if (range.Count == 0)
        {
            return false;
        }

        ref Chunk chunk = ref _chunks[_issued % _chunks.Length];
        chunk = new Chunk { Block = RentBlock(range), Range = range, IsDone = !isAhead };

        // Nobody else has a handle of the block, so it may be written to.
        bool isIssued = !isAhead;
        try
        {
            isIssued = isIssued || _ring!.TryRead(
                _file.File, MemoryMarshal.AsMemory(chunk.Block.AsMemory()), range.Start, _issued);
        }
        finally
        {
            if (!isIssued)
            {
                chunk.Block.Dispose();
                chunk = default;
            }
        }

        if (!isIssued)
        {
            return false;
        }

        _issued++;
        _nextOffset = range.Start + range.Skip + range.Count;
        return true;
    }

    private BufferSlice RentBlock(in DirectRange range)
    {
        using BlockLease lease = _file.Rent(range.Length);
        return lease.Share(0, (int)range.Length);
    }

    private void Complete(in RingCompletion completion)
    {
        ref Chunk chunk = ref _chunks[completion.Tag % _chunks.Length];
        Debug.Assert(!chunk.IsDone, "A chunk is read once.");
        chunk.IsDone = true;
        chunk.IsLost = completion.IsLost;
        chunk.Count = completion.Count;
    }

    /// <summary>Reads what the ring did not; the bytes that are there.</summary>
    private int Finish(in Chunk chunk)
    {
        if (chunk.Count == chunk.Range.Length)
        {
            return chunk.Count;
        }

        int done = (int)DirectRange.Down(chunk.Count, _file.OffsetAlignment);
        Memory<byte> rest = MemoryMarshal.AsMemory(chunk.Block.AsMemory())[done..];
        int count = done + _file.ReadAligned(rest.Span, chunk.Range.Start + done, out DirectFailure failure);
        _file.ThrowIfFailed(failure, chunk.Range.Usable(count));
        return count;
    }

    /// <summary>A chunk that is on its way or there.</summary>
    private struct Chunk
    {
        internal BufferSlice Block;
        internal DirectRange Range;
        internal int Count;
        internal bool IsDone;
        internal bool IsLost;
    }
}
