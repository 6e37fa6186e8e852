using System;
using System.Collections.Generic;
using System.Diagnostics;
using Native.Fuzz.Coverage;

namespace Native.Fuzz.Rig;

/// <summary>
/// Runs a target on its seeds, its past findings and mutations of them, in this process and without any tool. A seed
/// and a number of executions say exactly what runs. From an instrumented copy of the program it keeps every input that
/// reaches something new, which makes it a small coverage-guided fuzzer for machines without AFL.
/// </summary>
public sealed class SmokeRunner
{
    private const int KeptInputsMax = 20_000;

    private readonly FuzzTarget _target;
    private readonly List<byte[]> _parents;
    private readonly Mutator _mutator;
    private readonly SeenEdges _seen = new();

    /// <summary>Prepares a run from the seed.</summary>
    public SmokeRunner(
        FuzzTarget target, ulong seed, IReadOnlyList<byte[]> seeds, IReadOnlyList<byte[]> dictionary)
    {
        _target = target;
        _parents = [.. seeds];
        _mutator = new Mutator(seed, dictionary, _target.LengthMaxBytes);
    }

    /// <summary>
    /// Runs until the first finding, or until either limit: a slow machine runs fewer inputs of the same sequence.
    /// </summary>
    public SmokeResult Run(long executionsMax, TimeSpan durationMax)
    {
        CoverageMap.TraceThisThread();
        long start = Stopwatch.GetTimestamp();
        long executions = 0;
        foreach (byte[] input in _parents.ToArray())
        {
            if (RunOne(input, ref executions) is { } finding)
            {
                return Result(executions, finding);
            }
        }

        // Without instrumentation every map is empty: looking at it would cost more than many targets.
        bool isGuided = _seen.Count > 0;
        while (executions < executionsMax && Stopwatch.GetElapsedTime(start) < durationMax)
        {
            byte[] input = _mutator.Mutate(_parents);
            bool isNew = false;
            if ((isGuided ? RunGuided(input, ref executions, out isNew) : RunPlain(input, ref executions))
                is { } finding)
            {
                return Result(executions, finding);
            }

            if (isNew && _parents.Count < KeptInputsMax)
            {
                _parents.Add(input);
            }
        }

        return Result(executions, finding: null);
    }

    private SmokeResult Result(long executions, FuzzFinding? finding) =>
        new(executions, _parents.Count, _seen.Count, finding);

    private FuzzFinding? RunOne(byte[] input, ref long executions) => RunGuided(input, ref executions, out _);

    private FuzzFinding? RunGuided(byte[] input, ref long executions, out bool isNew)
    {
        CoverageMap.Clear();
        FuzzFinding? finding = RunPlain(input, ref executions);
        isNew = _seen.AddCurrentRun();
        return finding;
    }

    private FuzzFinding? RunPlain(byte[] input, ref long executions) =>
        _target.TryRun(input) is { } exception
            ? new FuzzFinding(input, exception, executions++)
            : CountRun(ref executions);

    private static FuzzFinding? CountRun(ref long executions)
    {
        executions++;
        return null;
    }
}
