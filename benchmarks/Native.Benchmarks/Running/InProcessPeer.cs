using System;
using System.Collections.Generic;
using System.Diagnostics;

namespace Native.Benchmarks;

/// <summary>
/// A workload under measurement: warmed up once, then measured round by round between its competitors.
/// </summary>
internal sealed class InProcessPeer : IDisposable
{
    /// <summary>Tier-1 code needs 30 calls, and instrumented code before it 30 more.</summary>
    private const int WarmUpPassesMin = 64;

    private readonly string _name;
    private readonly Workload _workload;
    private readonly List<double> _samples = [];
    private readonly List<double> _garbage = [];
    private Outcome _outcome;
    private long _passesPerRound = 1;

    public InProcessPeer(Peer peer)
    {
        _name = peer.Name;
        _workload = peer.Create();
    }

    public void WarmUp(RunOptions options)
    {
        _outcome = _workload.Pass();
        long passes = 0;
        long start = Stopwatch.GetTimestamp();
        while (passes < WarmUpPassesMin || Stopwatch.GetElapsedTime(start) < options.WarmUp)
        {
            RunPasses(1);
            passes++;
        }

        // The last quarter of the warm-up ran the code that will be measured; the first ran slower code.
        long calibrationStart = Stopwatch.GetTimestamp();
        long calibrationPasses = Math.Max(1, passes / 4);
        RunPasses(calibrationPasses);
        double secondsPerPass = Stopwatch.GetElapsedTime(calibrationStart).TotalSeconds / calibrationPasses;
        _passesPerRound = Math.Max(1, (long)(options.Round.TotalSeconds / secondsPerPass));
    }

    public void MeasureRound()
    {
        long allocatedBefore = GC.GetTotalAllocatedBytes(precise: true);
        long start = Stopwatch.GetTimestamp();
        RunPasses(_passesPerRound);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore;

        double ops = (double)_passesPerRound * _outcome.Ops;
        _samples.Add(elapsed.TotalNanoseconds / ops);
        _garbage.Add(allocated / ops);
    }

    public Measurement Result()
    {
        _garbage.Sort();
        return new Measurement(_name, _outcome, _samples, _garbage[_garbage.Count / 2]);
    }

    public void Dispose() => _workload.Dispose();

    private void RunPasses(long count)
    {
        for (long i = 0; i < count; i++)
        {
            Outcome outcome = _workload.Pass();
            if (outcome.Checksum != _outcome.Checksum || outcome.Ops != _outcome.Ops)
            {
                throw new DisagreementException($"{_name}: one pass gave {outcome}, the first gave {_outcome}.");
            }
        }
    }
}
