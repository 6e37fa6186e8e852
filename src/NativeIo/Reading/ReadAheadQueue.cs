using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace NativeIo;

/// <summary>
/// Reads the chunks of a file in order and ahead: while the caller has one, the next ones are on the way.
/// </summary>
/// <remarks>
/// <para>A chunk that is shorter than asked for is the end of the file, as it was then. What was read ahead behind it
/// is dropped, and reading goes on at the true end, where a file that grew has more.</para>
/// <para>Slots are used in turn. The caller has the chunk of one slot, so one read fewer than there are slots is on the
/// way. Thread safety: none.</para>
/// </remarks>
internal sealed class ReadAheadQueue
{
    private readonly ChunkSource _source;
    private readonly int _chunkLength;
    private readonly int _slotCount;
    private readonly PendingChunks _pending;
    private int _slotNext;
    private long _offsetNext;
    private bool _isAtEnd;

    /// <summary>Makes a queue over a source with at least two slots. Ownership: borrows the source.</summary>
    internal ReadAheadQueue(ChunkSource source, long start, int chunkLength, int slotCount)
    {
        Offset = start;
        _offsetNext = start;
        _source = source;
        _chunkLength = chunkLength;
        _slotCount = slotCount;

        // What has no positions cannot be read ahead: the reads would take each other's bytes.
        _pending = new PendingChunks(source.ReadsInOrder ? 1 : slotCount - 1);
    }

    /// <summary>Gets where the chunk begins that was given last.</summary>
    internal long Offset { get; private set; }

    /// <summary>Gets the next chunk; empty at the end. Ownership: the caller disposes it.</summary>
    internal async ValueTask<BufferSlice> NextAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        StartReads(cancellation);
        BufferSlice chunk = await _pending.TakeFirst().ConfigureAwait(false);
        try
        {
            if (chunk.Length < _chunkLength)
            {
                await _pending.DrainAsync().ConfigureAwait(false);
                _offsetNext = Offset + chunk.Length;
                _isAtEnd = true;
            }
            else if (!_source.ReadsInOrder)
            {
                StartReads(cancellation);
            }
        }
        catch
        {
            // A scheduler of the caller's may refuse the reads that come after it.
            chunk.Dispose();
            throw;
        }

        return chunk;
    }

    /// <summary>The caller is done with the chunk that was given last.</summary>
    internal void Pass(long length)
    {
        Offset += length;
        _source.Target.Pass(Offset);
    }

    /// <summary>Waits for the reads that are on the way; to be called before the source is disposed.</summary>
    internal ValueTask DrainAsync() => _pending.DrainAsync();

    private void StartReads(CancellationToken cancellation)
    {
        // Ahead only up to the end that was known; from there on one by one, until the file says that it ends.
        while (_pending.Count == 0
            || (!_pending.IsFull && !_isAtEnd && _offsetNext < _source.Target.Facts.Length))
        {
            _pending.Add(_source.ReadAsync(_slotNext, _offsetNext, cancellation));
            _slotNext = (_slotNext + 1) % _slotCount;
            _offsetNext += _chunkLength;
        }
    }
}
