using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace NativeIo;

/// <summary>Chunks that are read ahead below, so that they are asked for one after the other. Ownership: owns the read.
/// </summary>
internal sealed class AheadChunkSource : ChunkSource
{
    private readonly AheadRead _read;
    private readonly ReadDecision _ran;
    private readonly IoMetrics? _metrics;
    private readonly string _backendName;
    private bool _wasDirect;

    internal AheadChunkSource(
        ReadTarget target, ChunkBlocks blocks, AheadRead read, ReadDecision ran, IoMetrics? metrics)
        : base(
            target, blocks, metrics, metrics?.RowFor(ran.Strategy, target.File.Backend.Name, ran.Reason))
    {
        _read = read;
        _ran = ran;
        _metrics = metrics;
        _backendName = target.File.Backend.Name;
        _wasDirect = read.IsDirect;
    }

    /// <inheritdoc/>
    internal override bool ReadsInOrder => true;

    /// <inheritdoc/>
    internal override bool EndsWithShortChunk => false;

    /// <inheritdoc/>
    internal override ValueTask<BufferSlice> ReadAsync(int slot, long offset, CancellationToken cancellation) =>
        _read.IsNextReady
            ? new ValueTask<BufferSlice>(Read(slot, offset))
            : base.ReadAsync(slot, offset, cancellation);

    /// <inheritdoc/>
    protected override BufferSlice ReadChunk(int slot, long offset)
    {
        BufferSlice chunk = _read.TakeNext();
        if (_wasDirect && !_read.IsDirect)
        {
            // A file system may refuse only here; what comes now is counted as what it is.
            _wasDirect = false;
            ReadDecision plain = AheadFileReader.NotDirect(_ran.Reason, _read.FallbackReason);
            Row = _metrics?.RowFor(plain.Strategy, _backendName, plain.Reason);
        }

        return chunk;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _read.Dispose();
        base.Dispose(disposing);
    }
}
