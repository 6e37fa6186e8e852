using System;
using System.Threading;
using Nio.Inputs;

namespace Nio.Lines;

/// <summary>
/// Counts whole inputs, large files with all processors: the file is cut into pieces, each thread takes the next free
/// piece, and the pieces' statistics are joined in the order of the file.
/// </summary>
internal sealed class LineCounterTeam : IDisposable
{
    /// <summary>Below this a second thread costs more than it brings.</summary>
    private const long SharedLengthMin = 2 * PieceLengthMin;

    private const long PieceLengthMin = 4 * 1024 * 1024;

    /// <summary>Bounds what the pieces' statistics take, however large the file is.</summary>
    private const long PieceCountMax = 1024;

    private readonly LinesRequest _request;
    private readonly ByteProgress _progress;
    private readonly LineCounter[] _counters;

    internal LineCounterTeam(LinesRequest request, ByteProgress progress, int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        _request = request;
        _progress = progress;
        _counters = new LineCounter[size];
        _counters[0] = new LineCounter(request, progress);
    }

    /// <summary>Counts an input from its start to its end.</summary>
    /// <exception cref="OperationCanceledException">The user gave up.</exception>
    /// <exception cref="System.IO.IOException">It cannot be read.</exception>
    internal LineReport Count(InputSource source, CancellationToken cancellation)
    {
        LineStatistics whole = source.RangeLength >= SharedLengthMin && _counters.Length > 1
            ? CountPieces(source, cancellation)
            : _counters[0].Count(source, 0, long.MaxValue, cancellation);
        return whole.Report();
    }

    public void Dispose()
    {
        foreach (LineCounter? counter in _counters)
        {
            counter?.Dispose();
        }
    }

    private LineStatistics CountPieces(InputSource source, CancellationToken cancellation)
    {
        PieceQueue pieces = new(source.RangeLength, PieceLength(source.RangeLength));
        Thread[] threads = new Thread[Math.Min(_counters.Length, pieces.Count) - 1];
        for (int index = 0; index < threads.Length; index++)
        {
            LineCounter counter = _counters[index + 1] ??= new LineCounter(_request, _progress);
            threads[index] = new Thread(() => pieces.CountWith(counter, source, cancellation))
            {
                IsBackground = true,
                Name = "nio lines",
            };
            threads[index].Start();
        }

        pieces.CountWith(_counters[0], source, cancellation);
        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        LineStatistics whole = pieces.Join(out bool isComplete);
        if (isComplete)
        {
            // The file may have grown since it was opened; usually this finds its end at once.
            whole.Join(_counters[0].Count(source, whole.Bytes, long.MaxValue, cancellation));
        }

        return whole;
    }

    private static long PieceLength(long length) =>
        Math.Max(PieceLengthMin, (length + PieceCountMax - 1) / PieceCountMax);
}
