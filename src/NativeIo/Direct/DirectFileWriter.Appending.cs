using System;
using System.Diagnostics;
using System.Runtime.InteropServices;
using ChunkedBuffers;

namespace NativeIo;

/// <content>
/// Appended bytes: the tail is a block that is not full yet; full blocks are on their way, each in a place of its own
/// until its write is over.
/// </content>
public sealed partial class DirectFileWriter
{
    private BatchRing? _ring;

    /// <summary>The blocks on their way, by the tag of their write.</summary>
    private Chunk[] _chunks = [];
    private BufferSlice _tail;
    private long _tailStart;

    /// <summary>The bytes of the tail, from the last sector that was loaded or the block's start.</summary>
    private int _tailLength;
    private bool _isTailWritten;

    private int ChunkLength => (int)DirectRange.Up(_options.ChunkLength, _file.OffsetAlignment);

    private Span<byte> GetRoom()
    {
        if (_tail.IsEmpty)
        {
            BeginTail();
        }

        Debug.Assert(_tailStart + _tailLength == Length, "The tail ends where the file does.");
        return TailMemory().Span[_tailLength..];
    }

    private void Advance(int count)
    {
        _tailLength += count;
        Length += count;
        _isTailWritten = false;
        if (_tailLength == _tail.Length)
        {
            SendTail();
        }
    }

    /// <summary>Nobody else has a handle of the block, so it may be written to.</summary>
    private Memory<byte> TailMemory() => MemoryMarshal.AsMemory(_tail.AsMemory());

    private void BeginTail()
    {
        _tailStart = DirectRange.Down(Length, _file.OffsetAlignment);
        int loaded = (int)(Length - _tailStart);
        using BlockLease lease = _file.Rent(ChunkLength);
        if (loaded > 0)
        {
            LoadSector(lease.Span[.._file.OffsetAlignment], loaded);
        }

        _tail = lease.Share(0, ChunkLength);
        _tailLength = loaded;
        _isTailWritten = true;
    }

    private void LoadSector(Span<byte> sector, int count)
    {
        try
        {
            int read = _file.ReadAligned(sector, _tailStart, out DirectFailure fault);
            _file.ThrowIfFailed(fault, 0);
            if (read < count)
            {
                throw IoError.Create(
                    "append to", Path, IoErrorKind.EndOfFile, $"it was cut to {_tailStart + read} of {Length} bytes");
            }
        }
        catch (NativeIoException failure)
        {
            _failure = failure;
            throw;
        }
    }

    private void SendTail()
    {
        _ring ??= MakeRing();
        while (_ring.InFlight == _ring.QueueDepth)
        {
            Complete(_ring.Take());
        }

        int place = 0;
        while (!_chunks[place].Block.IsEmpty)
        {
            place++;
        }

        bool isQueued = _ring.TryWrite(_file.File, _tail.AsMemory(), _tailStart, place);
        Debug.Assert(isQueued, "A result was taken, so that there is room.");

        // Not before it is queued: if that fails, the tail is still the tail, and has one owner.
        _chunks[place] = new Chunk { Block = _tail, Start = _tailStart };
        _tail = default;
        _tailLength = 0;
        _ring.Submit();
    }

    private BatchRing MakeRing()
    {
        _chunks = new Chunk[_options.QueueDepth];
        return new BatchRing(new BatchRingOptions
        {
            QueueDepth = _options.QueueDepth,
            AllowsKernelRing = _options.AllowsKernelRing,
            Backend = _options.Backend,
        });
    }

    private void Complete(in RingCompletion completion)
    {
        ref Chunk chunk = ref _chunks[completion.Tag];
        using BufferSlice block = chunk.Block;
        long start = chunk.Start;
        chunk = default;
        if (completion.IsLost)
        {
            // It may yet be written, after what is written there later.
            _failure = completion.ToException();
            throw _failure;
        }

        if (completion.Count < block.Length)
        {
            // What ended between sectors is written again from the last one's start.
            int done = (int)DirectRange.Down(completion.Count, _file.OffsetAlignment);
            WriteOrFail(block.AsSpan()[done..], start + done);
        }
    }

    private void WriteOrFail(ReadOnlySpan<byte> memory, long start)
    {
        try
        {
            _file.WriteAligned(memory, start, 0);
        }
        catch (NativeIoException failure)
        {
            _failure = failure;
            throw;
        }
    }

    /// <summary>Waits for what is on its way and writes the tail, which stays to be appended to.</summary>
    private void WriteAppended()
    {
        while (_ring is { InFlight: > 0 })
        {
            Complete(_ring.Take());
        }

        if (_tail.IsEmpty || _isTailWritten)
        {
            return;
        }

        int padded = (int)DirectRange.Up(_tailLength, _file.OffsetAlignment);
        Span<byte> bytes = TailMemory().Span;
        bytes[_tailLength..padded].Clear();
        WriteOrFail(bytes[..padded], _tailStart);
        if (padded > _tailLength)
        {
            _file.File.SetLength(Length);
        }

        _isTailWritten = true;
    }

    /// <summary>Forgets the tail, which was written: the next append loads its sector again.</summary>
    private void DropTail()
    {
        Debug.Assert(_tail.IsEmpty || _isTailWritten, "Nothing is lost.");
        _tail.Dispose();
        _tail = default;
        _tailLength = 0;
    }

    private void ReleaseBlocks()
    {
        foreach (Chunk chunk in _chunks)
        {
            chunk.Block.Dispose();
        }

        _chunks = [];
        _tail.Dispose();
        _tail = default;
    }

    /// <summary>A block on its way.</summary>
    private struct Chunk
    {
        internal BufferSlice Block;
        internal long Start;
    }
}
