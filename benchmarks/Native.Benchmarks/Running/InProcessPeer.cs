using System;
using System.Collections.Generic;
using System.Diagnostics;

namespace Native.Benchmarks;

/// <summary>
/// A workload under measurement: warmed up once, then measured round by round between its competitors.
/// </summary>
internal sealed class InProcessPeer : IDisposable
{
    /// <summary>A pass that takes less than this part of the best one before shows that faster code arrived.</summary>
    private const double Improvement = 0.95;

    /// <summary>One pass is run untimed for so many that are timed.</summary>
    private const int UntimedPart = 4;

    private readonly string _name;
    private readonly Workload _workload;
    private readonly Pace _pace;
    private readonly List<double> _samples = [];
    private readonly List<double> _garbage = [];
    private Outcome _outcome;
    private long _passesPerRound = 1;

    public InProcessPeer(Peer peer, Pace pace)
    {
        _pace = pace;
        _name = peer.Name;
        _workload = peer.Create();
    }

    /// <summary>
    /// Runs until the code no longer gets faster: compilers work in the background, and on a busy machine they are
    /// late.
    /// </summary>
    public void WarmUp(RunOptions options)
    {
        _workload.Prepare();
        _outcome = _workload.Pass();
        long start = Stopwatch.GetTimestamp();
        long improved = start;
        TimeSpan best = TimeSpan.MaxValue;
        for (long passes = 0; passes < _pace.WarmUpPassesMin || MustGoOn(start, improved, options); passes++)
        {
            _workload.Prepare();
            long passStart = Stopwatch.GetTimestamp();
            RunPasses(1);
            TimeSpan elapsed = Stopwatch.GetElapsedTime(passStart);
            if (elapsed < best * Improvement)
            {
                improved = Stopwatch.GetTimestamp();
                best = elapsed;
            }
        }

        _passesPerRound = _pace.IsPrepared ? 1 : Math.Max(1, (long)(options.Round / best));
    }

    /// <summary>
    /// Measures one round: elapsed time, or processor time where that is less, because then the scheduler gave the
    /// processor to somebody else meanwhile. Where the work itself waits, elapsed time only. Some passes before it are
    /// not timed, as in the programs in other languages: what the peer before left in the caches is not this one's.
    /// </summary>
    public void MeasureRound()
    {
        RunPasses(_passesPerRound / UntimedPart);
        _workload.Prepare();
        long allocatedBefore = GC.GetTotalAllocatedBytes(precise: true);
        TimeSpan processorBefore = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        RunPasses(_passesPerRound);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        TimeSpan processor = Environment.CpuUsage.TotalTime - processorBefore;
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore;

        double ops = (double)_passesPerRound * _outcome.Ops;
        TimeSpan taken = _pace.IsElapsed || elapsed < processor ? elapsed : processor;
        _samples.Add(taken.TotalNanoseconds / ops);
        _garbage.Add(allocated / ops);
    }

    public Measurement Result()
    {
        _garbage.Sort();
        return new Measurement(_name, _outcome, _samples, _garbage[_garbage.Count / 2]);
    }

    public void Dispose() => _workload.Dispose();

    private static bool MustGoOn(long start, long improved, RunOptions options) =>
        Stopwatch.GetElapsedTime(improved) < options.WarmUp && Stopwatch.GetElapsedTime(start) < options.WarmUpMax;

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
