using System;
using System.Threading;
using ChunkedBuffers;
using Nio.Inputs;

namespace Nio.Lines;

/// <summary>
/// Counts one range of an input: reads it through a buffer of its own, a lease at a time, and looks at each lease while
/// it is still in the processor's cache.
/// </summary>
internal sealed class LineCounter : IDisposable
{
    /// <summary>
    /// Large enough that a system call costs nothing beside its copy, small enough for a second-level cache.
    /// </summary>
    internal const int LeaseLength = 256 * 1024;

    private const int PositionsPerBatch = 2048;

    private static readonly ChunkedBufferOptions s_options = new()
    {
        ChunkLengthMin = LeaseLength,
        ChunkLengthMax = LeaseLength,
    };

    private readonly LinesRequest _request;
    private readonly ByteProgress _progress;
    private readonly ChunkedBuffer _buffer = new(options: s_options);
    private readonly int[] _positions;

    internal LineCounter(LinesRequest request, ByteProgress progress)
    {
        _request = request;
        _progress = progress;
        _positions = request.NeedsLengths ? new int[PositionsPerBatch] : [];
    }

    /// <summary>Counts from an offset until so many bytes are read or the input ends.</summary>
    /// <exception cref="OperationCanceledException">The user gave up.</exception>
    /// <exception cref="System.IO.IOException">It cannot be read.</exception>
    internal LineStatistics Count(InputSource source, long start, long lengthMax, CancellationToken cancellation)
    {
        LineStatistics statistics = new(_request.Longest, _request.Histogram);
        while (statistics.Bytes < lengthMax)
        {
            cancellation.ThrowIfCancellationRequested();
            int wanted = (int)Math.Min(LeaseLength, lengthMax - statistics.Bytes);
            Span<byte> lease = _buffer.GetSpan(wanted)[..wanted];
            int read = source.Read(lease, start + statistics.Bytes);
            _buffer.Advance(read);
            if (read == 0)
            {
                break;
            }

            if (_request.NeedsLengths)
            {
                Measure(statistics, read);
            }
            else
            {
                byte delimiter = _request.Delimiter;
                statistics.AddCounted(read, _buffer.Count(delimiter), lease[read - 1] == delimiter);
            }

            _buffer.Clear();
            _progress.Add(read);
        }

        return statistics;
    }

    public void Dispose() => _buffer.Dispose();

    private void Measure(LineStatistics statistics, int length)
    {
        long from = 0;
        int found;
        do
        {
            found = _buffer.FindAll(_request.Delimiter, _positions, from);
            ReadOnlySpan<int> positions = _positions.AsSpan(0, found);
            statistics.AddDelimiters(positions);
            from = found > 0 ? positions[^1] + 1L : length;
        }
        while (found == PositionsPerBatch);

        statistics.AddBytes(length);
    }
}
