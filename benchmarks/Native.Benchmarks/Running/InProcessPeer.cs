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

    /// <summary>A round that had the processor for less of its time than this is measured again, so often at most.</summary>
    private const double ProcessorShareMin = 0.97;

    private const int AttemptsMax = 5;

    /// <summary>A pass that takes less than this part of the best one before shows that faster code arrived.</summary>
    private const double Improvement = 0.95;

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

    /// <summary>
    /// Runs until the code no longer gets faster: compilers work in the background, and on a busy machine they are late.
    /// </summary>
    public void WarmUp(RunOptions options)
    {
        _outcome = _workload.Pass();
        long start = Stopwatch.GetTimestamp();
        long improved = start;
        TimeSpan best = TimeSpan.MaxValue;
        for (long passes = 0; passes < WarmUpPassesMin || MustGoOn(start, improved, options); passes++)
        {
            long passStart = Stopwatch.GetTimestamp();
            RunPasses(1);
            TimeSpan elapsed = Stopwatch.GetElapsedTime(passStart);
            if (elapsed < best * Improvement)
            {
                improved = Stopwatch.GetTimestamp();
                best = elapsed;
            }
        }

        _passesPerRound = Math.Max(1, (long)(options.Round / best));
    }

    /// <summary>
    /// Measures one round. On a busy machine the scheduler takes the processor away in the middle of some; such a round
    /// says nothing about the workload and is measured again.
    /// </summary>
    public void MeasureRound()
    {
        double shareBest = 0;
        double nanosecondsBest = 0;
        for (int attempt = 0; attempt < AttemptsMax && shareBest < ProcessorShareMin; attempt++)
        {
            TimeSpan processorBefore = Environment.CpuUsage.TotalTime;
            double nanoseconds = MeasureOnce(out TimeSpan elapsed);
            double share = (Environment.CpuUsage.TotalTime - processorBefore) / elapsed;
            if (share > shareBest)
            {
                shareBest = share;
                nanosecondsBest = nanoseconds;
            }
        }

        _samples.Add(nanosecondsBest);
    }

    public Measurement Result()
    {
        _garbage.Sort();
        return new Measurement(_name, _outcome, _samples, _garbage[_garbage.Count / 2]);
    }

    public void Dispose() => _workload.Dispose();

    private static bool MustGoOn(long start, long improved, RunOptions options) =>
        Stopwatch.GetElapsedTime(improved) < options.WarmUp && Stopwatch.GetElapsedTime(start) < options.WarmUpMax;

    private double MeasureOnce(out TimeSpan elapsed)
    {
        long allocatedBefore = GC.GetTotalAllocatedBytes(precise: true);
        long start = Stopwatch.GetTimestamp();
        RunPasses(_passesPerRound);
        elapsed = Stopwatch.GetElapsedTime(start);
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore;

        double ops = (double)_passesPerRound * _outcome.Ops;
        _garbage.Add(allocated / ops);
        return elapsed.TotalNanoseconds / ops;
    }

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
