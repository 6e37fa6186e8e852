using System;
using ChunkedBuffers;

namespace NativeIo;

/// <summary>
/// Chunks of a mapping: parts of it where nobody changes the file, copies otherwise. Ownership: owns the mapping.
/// </summary>
internal sealed class MappedChunkSource : ChunkSource
{
    private readonly MappedContent _content;
    private readonly bool _isImmutable;

    internal MappedChunkSource(
        ReadTarget target,
        ChunkBlocks blocks,
        MappedContent content,
        bool isImmutable,
        IoMetrics? metrics,
        IoMetricsRow? row)
        : base(target, blocks, metrics, row)
    {
        _content = content;
        _isImmutable = isImmutable;
    }

    /// <inheritdoc/>
    internal override bool EndsWithShortChunk => false;

    /// <inheritdoc/>
    protected override BufferSlice ReadChunk(int slot, long offset)
    {
        int length = (int)Math.Min(Blocks.ChunkLength, Math.Max(0, _content.Length - offset));
        if (_isImmutable && length > 0 && _content.TryShare(offset, length, out BufferSlice part))
        {
            return part;
        }

        return Blocks.Lend(slot, _content.Copy(Blocks.Take(slot).Span, offset));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _content.Dispose();
        base.Dispose(disposing);
    }
}
