using System.Diagnostics;
using System.Threading;

namespace NativeIo;

/// <summary>
/// Counts what one <see cref="DirectFileReader"/> reads: each read and each chunk as an operation, at once, and the
/// file when the reader is disposed: as one that failed when any read did, else as one that was read when any was.
/// </summary>
/// <remarks>Thread safety: all members.</remarks>
internal sealed class DirectReadCounter
{
    private readonly IoMetrics _metrics;
    private readonly DirectFile _file;
    private IoMetricsRow? _directRow;
    private IoMetricsRow? _plainRow;
    private volatile bool _hasRead;
    private volatile bool _hasFailed;
    private int _isCounted;

    internal DirectReadCounter(IoMetrics metrics, DirectFile file)
    {
        _metrics = metrics;
        _file = file;
    }

    /// <summary>Gets where the file is counted now; it may turn out later that it has no direct transfers.</summary>
    private IoMetricsRow Row => _file.IsDirect
        ? _directRow ??= RowFor(_metrics, _file.File.Backend.Name)
        : _plainRow ??= PlainRow();

    /// <summary>Gets where a file is counted that is read directly, or not even opened.</summary>
    internal static IoMetricsRow RowFor(IoMetrics metrics, string backendName) =>
        metrics.RowFor(ReadStrategy.Direct, backendName, StrategyReader.ChosenByCaller);

    /// <summary>One read begins, or a batch of them; the result goes to <see cref="Stop"/>.</summary>
    internal long Start() => _metrics.Start();

    /// <summary>What began is over.</summary>
    /// <param name="started">What <see cref="Start"/> gave.</param>
    /// <param name="bytes">What it read; -1 for a failure.</param>
    internal void Stop(long started, long bytes)
    {
        long nanoseconds = _metrics.Stop(started);
        if (bytes < 0)
        {
            _hasFailed = true;
        }
        else if (bytes > 0)
        {
            _hasRead = true;
            Row.CountOperation(bytes, nanoseconds);
        }
    }

    /// <summary>One read of a batch is over, which is under way as a whole.</summary>
    internal void CountRead(in DirectRead read)
    {
        _hasFailed |= read.Error is not null;
        if (read.Count > 0)
        {
            _hasRead = true;
            Row.CountOperation(read.Count, IoMetrics.Nanoseconds(Stopwatch.GetTimestamp() - read.Started));
        }
    }

    /// <summary>Nothing more is read.</summary>
    internal void CountFile()
    {
        // Full fence; the file is counted once, whoever disposes the reader.
        if (Interlocked.Exchange(ref _isCounted, 1) != 0)
        {
            return;
        }

        if (_hasFailed)
        {
            Row.CountFailure();
        }
        else if (_hasRead)
        {
            Row.CountFile();
        }
    }

    private IoMetricsRow PlainRow()
    {
        ReadDecision plain = AheadFileReader.NotDirect(StrategyReader.ChosenByCaller, _file.FallbackReason);
        return _metrics.RowFor(plain.Strategy, _file.File.Backend.Name, plain.Reason);
    }
}
