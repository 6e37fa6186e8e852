using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Threading;
using ChunkedBuffers;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>
/// One scan: workers that take a file, read it and show it to their handler, until there are none left. The caller's
/// thread is the first worker; it also waits for the others.
/// </summary>
/// <remarks>
/// <para>Workers come and go between files. After some steps each tells the controller how many were slow; if there
/// should be more workers then, it starts threads, and if fewer, it leaves. The first worker never leaves before the
/// end. Lanes that were left are taken up by the next worker.</para>
/// <para>A worker that fails stops the others at their next chunk; the first failure is what the caller sees.</para>
/// </remarks>
internal sealed partial class ScanRun
{
    /// <summary>Steps of a worker before it tells the controller, or fewer when they were slow.</summary>
    private const int StepsBeforeReport = 16;

    private const int SlowStepsBeforeReport = 4;

    private readonly ScanOptions _options;
    private readonly FileBackend _backend;
    private readonly BlockPool _pool;
    private readonly ScanSource _source;
    private readonly Func<ScanWorker> _makeWorker;
    private readonly CancellationToken _cancellation;
    private readonly HandleShortage _handles;
    private readonly long _begin = Stopwatch.GetTimestamp();

    // Guards all below, and is where threads wait.
    private readonly object _gate = new();
    private readonly WidthController _controller;
    private readonly List<ScanLane> _lanes = [];
    private readonly Stack<ScanLane> _freeLanes = new();
    private ExceptionDispatchInfo? _failure;
    private TimeSpan? _elapsed;
    private int _workers;
    private int _workersPeak;
    private bool _isOver;

    internal ScanRun(
        ScanOptions options, ScanSource source, Func<ScanWorker> makeWorker, CancellationToken cancellation)
    {
        _options = options;
        _backend = options.Backend ?? PlatformSelector.Current;
        _pool = options.Pool ?? BlockPool.Shared;
        _source = source;
        _makeWorker = makeWorker;
        _cancellation = cancellation;
        _handles = new HandleShortage(options.HandleWait);
        _controller = options.MakeController();
        _metrics = options.Metrics;
        if (source.Count is { } count)
        {
            _controller.Limit((int)Math.Clamp(count, 1, int.MaxValue));
        }
    }

    /// <summary>Gets how far the scan has come.</summary>
    internal ScanStatistics Statistics
    {
        get
        {
            lock (_gate)
            {
                long files = 0;
                long failed = 0;
                long bytes = 0;
                foreach (ScanLane lane in _lanes)
                {
                    files += lane.Files;
                    failed += lane.FailedFiles;
                    bytes += lane.Bytes;
                }

                return new ScanStatistics
                {
                    Files = files,
                    FailedFiles = failed,
                    Bytes = bytes,
                    FilesListed = _source.Count,
                    Workers = _workers,
                    WorkersPeak = _workersPeak,
                    HandleWaits = _handles.FilesThatWaited,
                    Elapsed = _elapsed ?? Stopwatch.GetElapsedTime(_begin),
                };
            }
        }
    }

    /// <summary>Scans everything.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal ScanStatistics Execute()
    {
        try
        {
            StartWorkers(isCaller: true);
        }
        finally
        {
            Finish();
        }

        _failure?.Throw();
        _cancellation.ThrowIfCancellationRequested();
        return Statistics;
    }

    /// <summary>Starts the workers that are missing; the caller's thread becomes the first.</summary>
    private void StartWorkers(bool isCaller)
    {
        ScanLane? own = null;
        lock (_gate)
        {
            if (isCaller)
            {
                own = TakeLaneUnsynchronized();
            }

            try
            {
                StartThreadsUnsynchronized();
            }
            catch (Exception exception)
            {
                // The program's own: it could not make a worker. The ones there are see this and stop.
                Fail(exception);
            }
        }

        if (own is not null)
        {
            Work(own, mayLeave: false);
        }
    }

    private void StartThreadsUnsynchronized()
    {
        while (_workers < _controller.Width && !_isOver && _failure is null)
        {
            ScanLane lane = TakeLaneUnsynchronized();
            if (!TryStartThread(lane))
            {
                _freeLanes.Push(lane);
                _workers--;
                _controller.Limit(_workers);
            }
        }
    }

    private bool TryStartThread(ScanLane lane)
    {
        try
        {
            var thread = new Thread(() => Work(lane, mayLeave: true)) { IsBackground = true, Name = "NativeIo scan" };
            thread.Start();
            return true;
        }
        catch (OutOfMemoryException)
        {
            // The system gives no more threads: the ones there are do the work.
            return false;
        }
    }

    private ScanLane TakeLaneUnsynchronized()
    {
        if (!_freeLanes.TryPop(out ScanLane? lane))
        {
            lane = new ScanLane(_makeWorker());
            _lanes.Add(lane);
        }

        _workers++;
        _workersPeak = Math.Max(_workersPeak, _workers);
        return lane;
    }

    /// <summary>A worker's whole life.</summary>
    private void Work(ScanLane lane, bool mayLeave)
    {
        BlockLease lease = default;
        try
        {
            while (!IsStopped() && !(mayLeave && !lane.HasBatch && TryLeave(lane)))
            {
                if (!_source.TryFill(lane, BatchLengthOf(lane), Volatile.Read(ref _workers)))
                {
                    Volatile.Write(ref _isOver, true);
                    break;
                }

                if (!TryScanBatch(lane, ref lease) && lane.TryTakeFromBatch(out ScanItem item, out long index))
                {
                    lane.FilesAlone++;
                    ScanFile(lane, ref lease, item, index);
                    ReportSteps(lane);
                }
            }
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
        finally
        {
            if (lane.Open.IsOpen)
            {
                CloseFile(lane);
            }

            EndStep(lane);
            DropBatch(lane);
            lease.Dispose();
            Leave(lane);
        }
    }

    private bool IsStopped() => _cancellation.IsCancellationRequested || Volatile.Read(ref _failure) is not null;

    private bool TryLeave(ScanLane lane)
    {
        // Read without the lock first: once for each file. A stale answer only means one file more or a look too many.
        if (Volatile.Read(ref _workers) <= _controller.Width)
        {
            return false;
        }

        lock (_gate)
        {
            // Leaving itself happens in Leave; the count goes down here, so that not all leave at once.
            if (_workers <= _controller.Width)
            {
                return false;
            }

            _workers--;
            lane.HasLeft = true;
            return true;
        }
    }

    private void Leave(ScanLane lane)
    {
        lock (_gate)
        {
            lane.IsBlockShared = false;
            lane.BlockStart = 0;
            if (!lane.HasLeft)
            {
                _workers--;
            }

            lane.HasLeft = false;
            _freeLanes.Push(lane);
            Monitor.PulseAll(_gate);
        }
    }

    private void Fail(Exception exception)
    {
        lock (_gate)
        {
            if (_failure is null && !(exception is OperationCanceledException && _cancellation.IsCancellationRequested))
            {
                Volatile.Write(ref _failure, ExceptionDispatchInfo.Capture(exception));
            }
        }
    }

    private void ReportSteps(ScanLane lane)
    {
        if (lane.Steps < StepsBeforeReport && lane.SlowSteps < SlowStepsBeforeReport)
        {
            return;
        }

        bool needsMore;
        lock (_gate)
        {
            _controller.Observe(lane.Steps, lane.SlowSteps);
            needsMore = _workers < _controller.Width && !_isOver;
        }

        lane.Steps = 0;
        lane.SlowSteps = 0;
        if (needsMore)
        {
            StartWorkers(isCaller: false);
        }
    }

    /// <summary>Waits for the workers that are left, and tells each handler that it is over.</summary>
    private void Finish()
    {
        lock (_gate)
        {
            _isOver = true;
            while (_freeLanes.Count < _lanes.Count)
            {
                _ = Monitor.Wait(_gate);
            }

            _elapsed = Stopwatch.GetElapsedTime(_begin);
        }

        Try(_source.Dispose);
        foreach (ScanLane lane in _lanes)
        {
            Try(lane.Worker.OnEnd);
        }
    }

    /// <summary>Calls the program's own code; what it throws is told when everything is over.</summary>
    private void Try(Action call)
    {
        try
        {
            call();
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }
}
