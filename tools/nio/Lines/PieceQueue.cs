using System;
using System.Runtime.ExceptionServices;
using System.Threading;
using Nio.Inputs;

namespace Nio.Lines;

/// <summary>
/// The pieces of one file, given out one by one to whoever is free. A slow thread so holds up no more than one piece.
/// Thread safety: <see cref="CountWith"/> may run on many threads; <see cref="Join"/> only after all of them.
/// </summary>
internal sealed class PieceQueue
{
    private readonly long _length;
    private readonly long _pieceLength;
    private readonly LineStatistics?[] _pieces;
    private ExceptionDispatchInfo? _failure;
    private int _next;

    internal PieceQueue(long length, long pieceLength)
    {
        _length = length;
        _pieceLength = pieceLength;
        _pieces = new LineStatistics?[checked((int)((length + pieceLength - 1) / pieceLength))];
    }

    internal int Count => _pieces.Length;

    /// <summary>Counts pieces until there are none left or one failed.</summary>
    internal void CountWith(LineCounter counter, InputSource source, CancellationToken cancellation)
    {
        try
        {
            // Pairs with the exchange below: after a failure no thread begins another piece.
            while (Volatile.Read(ref _failure) is null)
            {
                int piece = Interlocked.Increment(ref _next) - 1;
                if (piece >= _pieces.Length)
                {
                    return;
                }

                long start = piece * _pieceLength;
                _pieces[piece] = counter.Count(source, start, LengthOf(piece), cancellation);
            }
        }
        catch (Exception exception)
        {
            // It is thrown again where the pieces are joined; the first one counts.
            _ = Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
        }
    }

    /// <summary>Joins all pieces up to the end of the file, which is in a piece when the file shrank.</summary>
    /// <param name="isComplete">Whether all pieces were there to their last byte.</param>
    internal LineStatistics Join(out bool isComplete)
    {
        _failure?.Throw();
        LineStatistics whole = _pieces[0]!;
        isComplete = whole.Bytes == LengthOf(0);
        for (int piece = 1; piece < _pieces.Length && isComplete; piece++)
        {
            LineStatistics next = _pieces[piece]!;
            isComplete = next.Bytes == LengthOf(piece);
            whole.Join(next);
        }

        return whole;
    }

    private long LengthOf(int piece) => Math.Min(_pieceLength, _length - (piece * _pieceLength));
}
