using System;
using System.Collections.Generic;
using System.Linq;
using BenchmarkDotNet.Attributes;

namespace Native.Benchmarks;

/// <summary>The in-process workloads under BenchmarkDotNet, each in a process of its own.</summary>
[MemoryDiagnoser]
public class ScenarioBenchmarks
{
    private Workload? _workload;

    /// <summary>Read in the parent process only, where the list of cases is made.</summary>
    internal static string Filter { get; set; } = string.Empty;

    /// <summary>Scenario and peer, with a space between.</summary>
    [ParamsSource(nameof(Cases))]
    public string Case { get; set; } = string.Empty;

    public static IEnumerable<string> Cases =>
        from scenario in ScenarioCatalog.Matching(Filter)
        from peer in scenario.Peers
        select $"{scenario.Name} {peer.Name}";

    [GlobalSetup]
    public void Create()
    {
        string[] parts = Case.Split(' ');
        Scenario scenario = ScenarioCatalog.All.First(candidate => candidate.Name == parts[0]);
        _workload = scenario.Peers.First(peer => peer.Name == parts[1]).Create();
        Outcome expected = scenario.Expected();
        Outcome outcome = _workload.Pass();
        if (outcome.Checksum != expected.Checksum || outcome.Ops != expected.Ops)
        {
            throw new InvalidOperationException($"{Case} gave {outcome}, expected {expected}.");
        }
    }

    [Benchmark]
    public ulong Pass() => _workload!.Pass().Checksum;

    [GlobalCleanup]
    public void Release() => _workload?.Dispose();
}
