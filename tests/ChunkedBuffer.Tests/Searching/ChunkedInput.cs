using System;
using System.Linq;
using System.Text;

namespace ChunkedBuffers.Tests.Searching;

/// <summary>
/// A view over chunks in blocks of their own, cut exactly as the test says. The two runs of the view are split in the
/// middle, as those of a ring that wrapped.
/// </summary>
internal sealed class ChunkedInput : IDisposable
{
    private readonly Segment[] _segments;
    private readonly long _length;

    internal ChunkedInput(params byte[][] chunks)
    {
        _segments = new Segment[chunks.Length];
        for (int index = 0; index < chunks.Length; index++)
        {
            byte[] chunk = chunks[index];
            NativeBlock block = BlockPool.Shared.RentShared(Math.Max(1, chunk.Length), 1, out uint generation);

            // What lies around a chunk must not be taken for content.
            block.AsSpan(0, block.Length).Fill(0xEE);
            int start = Math.Min(index % 3, block.Length - chunk.Length);
            chunk.CopyTo(block.AsSpan(start, chunk.Length));
            _segments[index] = new Segment
            {
                Block = block,
                Generation = generation,
                Start = start,
                End = start + chunk.Length,
                Credits = 1,
                BlockToSequence = _length - start,
            };
            _length += chunk.Length;
        }
    }

    /// <summary>
    /// Chunks written as text with a bar between them; carriage returns and line feeds as themselves.
    /// </summary>
    internal ChunkedInput(string chunks)
        : this(chunks.Split('|').Where(static chunk => chunk.Length > 0).Select(Encoding.UTF8.GetBytes).ToArray())
    {
    }

    internal ChunkView View
    {
        get
        {
            int middle = (_segments.Length + 1) / 2;
            return new ChunkView(_segments.AsSpan(0, middle), _segments.AsSpan(middle), _length);
        }
    }

    public void Dispose()
    {
        foreach (Segment segment in _segments)
        {
            segment.Block.Release(segment.Generation, 1);
        }
    }
}
