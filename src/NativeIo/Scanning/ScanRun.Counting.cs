namespace NativeIo;

/// <content>
/// What the controller and the metrics are told. A step is one whole file or one chunk of a long one; it is under way
/// from its beginning to its count, and the handler's time lies between steps.
/// </content>
internal sealed partial class ScanRun
{
    private readonly IoMetrics? _metrics;
    private IoMetricsRow? _aloneRow;
    private IoMetricsRow? _togetherRow;

    // Two threads that find none get the same one.
    private IoMetricsRow? AloneRow => _aloneRow ??=
        _metrics?.RowFor(ReadStrategy.Buffered, _backend.Name, "scanner: each file by itself");

    private IoMetricsRow? TogetherRow => _togetherRow ??=
        _metrics?.RowFor(ReadStrategy.Ring, _backend.Name, "scanner: small files together");

    private void BeginStep(ScanLane lane)
    {
        if (_metrics is not null)
        {
            lane.IsInStep = true;
            _metrics.Enter();
        }
    }

    private void EndStep(ScanLane lane)
    {
        if (lane.IsInStep)
        {
            lane.IsInStep = false;
            _metrics!.Exit();
        }
    }

    /// <summary>Ends a step and counts it.</summary>
    /// <param name="lane">The worker's.</param>
    /// <param name="row">Where it is counted.</param>
    /// <param name="ticks">How long it took.</param>
    /// <param name="byteCount">What it read.</param>
    /// <param name="isFile">Whether it read a whole file, which may be empty.</param>
    private void CountStep(ScanLane lane, IoMetricsRow? row, long ticks, int byteCount, bool isFile = false)
    {
        EndStep(lane);
        lane.Steps++;
        lane.SlowSteps += WidthController.IsSlow(ticks, byteCount) ? 1 : 0;
        if (row is not null && (byteCount > 0 || isFile))
        {
            row.CountOperation(byteCount, IoMetrics.Nanoseconds(ticks));
        }
    }

    private static void CountFile(ScanLane lane, IoMetricsRow? row, bool isFailed)
    {
        lane.CountFile(isFailed);
        if (isFailed)
        {
            row?.CountFailure();
        }
        else
        {
            row?.CountFile();
        }
    }
}
