using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using BenchmarkDotNet.Running;

namespace Native.Benchmarks;

/// <summary>
/// Verbs: <c>run</c> measures all peers in turns and writes the report, <c>bdn</c> gives the same workloads to
/// BenchmarkDotNet, <c>loop</c> repeats one workload for a profiler to look at, <c>corpora</c> writes the inputs for
/// other programs, <c>list</c> names the scenarios.
/// </summary>
internal static class CommandLine
{
    private const int Success = 0;
    private const int Failure = 1;
    private const int Usage = 2;

    private const string UsageText =
        """
        usage: Native.Benchmarks run [FILTER] [--quick] [--long] [--peers FOLDER] [--corpora FOLDER] [--output FOLDER]
               Native.Benchmarks bdn [FILTER] [BenchmarkDotNet's options]
               Native.Benchmarks loop SCENARIO PEER SECONDS
               Native.Benchmarks corpora FOLDER
               Native.Benchmarks list [FILTER]
        """;

    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        switch (args)
        {
            case ["run", .. string[] rest]:
                return RunPaired(rest, output, error);
            case ["bdn", .. string[] rest]:
                return RunBenchmarkDotNet(rest);
            case ["loop", string scenario, string peer, string seconds]:
                return Loop(scenario, peer, double.Parse(seconds, CultureInfo.InvariantCulture), output, error);
            case ["corpora", string folder]:
                Corpus.WriteAll(folder);
                return Success;
            case ["list", .. string[] rest]:
                foreach (Scenario scenario in ScenarioCatalog.Matching(rest.FirstOrDefault(string.Empty), true))
                {
                    string peers = string.Join(", ", scenario.Peers.Select(peer => peer.Name));
                    output.WriteLine($"{scenario.Name}  [{scenario.Unit}]  {peers}");
                }

                return Success;
            default:
                error.WriteLine(UsageText);
                return Usage;
        }
    }

    private static int Loop(string scenarioName, string peerName, double seconds, TextWriter output, TextWriter error)
    {
        Scenario? scenario = ScenarioCatalog.All.FirstOrDefault(candidate => candidate.Name == scenarioName);
        Peer? peer = scenario?.Peers.FirstOrDefault(candidate => candidate.Name == peerName);
        if (peer is null)
        {
            error.WriteLine($"There is no peer '{peerName}' in a scenario '{scenarioName}'; see list.");
            return Usage;
        }

        using Workload workload = peer.Create();
        long start = Stopwatch.GetTimestamp();
        double best = double.MaxValue;
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds)
        {
            long passStart = Stopwatch.GetTimestamp();
            long ops = workload.Pass().Ops;
            best = Math.Min(best, Stopwatch.GetElapsedTime(passStart).TotalNanoseconds / ops);
        }

        output.WriteLine($"{scenarioName} {peerName}: best pass {MarkdownReport.Number(best)} ns per {scenario!.Unit}");
        return Success;
    }

    private static int RunBenchmarkDotNet(string[] args)
    {
        bool hasFilter = args is [var first, ..] && !first.StartsWith('-');
        ScenarioBenchmarks.Filter = hasFilter ? args[0] : string.Empty;
        BenchmarkRunner.Run<ScenarioBenchmarks>(new PerOperationConfig(), hasFilter ? args[1..] : args);
        return Success;
    }

    private static int RunPaired(string[] args, TextWriter output, TextWriter error)
    {
        if (!TryReadOptions(args, out string filter, out HashSet<string> flags, out Dictionary<string, string> folders))
        {
            error.WriteLine(UsageText);
            return Usage;
        }

        bool isQuick = flags.Contains("--quick");
        IReadOnlyList<Scenario> scenarios = ScenarioCatalog.Matching(filter, flags.Contains("--long"));
        if (isQuick && filter.Length == 0)
        {
            scenarios = [.. scenarios.Where(scenario => scenario.IsHeadline)];
        }

        if (S3Service.FromEnvironment() is null)
        {
            int count = scenarios.Count;
            scenarios = [.. scenarios.Where(scenario => !scenario.NeedsS3)];
            if (scenarios.Count < count)
            {
                output.WriteLine($"Left out: {count - scenarios.Count} that need an S3 server; see eng/s3.sh.");
            }
        }

        if (scenarios.Count == 0)
        {
            error.WriteLine($"No scenario matches '{filter}'.");
            return Usage;
        }

        string corpora = folders.GetValueOrDefault("--corpora", Path.Combine(Path.GetTempPath(), "native-corpora"));
        Corpus.WriteAll(corpora);
        FileWorkspace.Full.Folder = Path.Combine(corpora, "files");
        IReadOnlyList<string> programs = PairedRunner.ProgramsIn(folders.GetValueOrDefault("--peers"));
        var runner = new PairedRunner(isQuick ? RunOptions.Quick : new RunOptions(), programs, corpora);
        var results = new List<ScenarioResult>();
        try
        {
            foreach (Scenario scenario in scenarios)
            {
                ScenarioResult result = runner.Run(scenario);
                results.Add(result);
                WriteProgress(output, result);
            }
        }
        catch (DisagreementException disagreement)
        {
            error.WriteLine(disagreement.Message);
            return Failure;
        }

        if (folders.TryGetValue("--output", out string? folder))
        {
            WriteReport(folder, filter, flags, results, output);
        }

        return Success;
    }

    private static bool TryReadOptions(
        string[] args, out string filter, out HashSet<string> flags, out Dictionary<string, string> folders)
    {
        filter = string.Empty;
        flags = new HashSet<string>(StringComparer.Ordinal);
        folders = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--quick" or "--long":
                    flags.Add(args[i]);
                    break;
                case "--peers" or "--corpora" or "--output" when i + 1 < args.Length:
                    folders[args[i]] = args[++i];
                    break;
                case var text when !text.StartsWith('-') && filter.Length == 0:
                    filter = text;
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    private static void WriteProgress(TextWriter output, ScenarioResult result)
    {
        IEnumerable<string> peers = result.Measurements.Select(
            measurement => $"{measurement.Peer} {MarkdownReport.Number(measurement.Median)}"
                + (measurement.GarbageBytesPerOp > 0.01
                    ? $" [{MarkdownReport.Number(measurement.GarbageBytesPerOp.Value)} B]"
                    : string.Empty));
        string verdict = result.IsTargetMet switch { true => "  met", false => "  MISSED", null => string.Empty };
        output.WriteLine($"{result.Scenario.Name,-24} {string.Join("  ", peers)}{verdict}");
    }

    private static void WriteReport(
        string folder,
        string filter,
        HashSet<string> flags,
        IReadOnlyList<ScenarioResult> results,
        TextWriter output)
    {
        Directory.CreateDirectory(folder);
        DateOnly date = DateOnly.FromDateTime(DateTime.UtcNow);
        string suffix = string.Concat(filter.Where(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'));
        string name = date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            + (suffix.Length > 0 ? "-" + suffix : string.Empty)
            + string.Concat(flags.Order(StringComparer.Ordinal).Select(flag => flag[1..]));
        string command = "eng/bench.sh" + (filter.Length > 0 ? $" '{filter}'" : string.Empty)
            + string.Concat(flags.Order(StringComparer.Ordinal).Select(flag => $" {flag}"));

        string reportPath = Path.Combine(folder, name + ".md");
        using (var report = new StreamWriter(reportPath))
        {
            MarkdownReport.Write(report, results, date, command, name + ".svg");
        }

        List<ScenarioResult> charted = [.. results.Where(result => result.Scenario.IsHeadline)];
        using (var chart = new StreamWriter(Path.Combine(folder, name + ".svg")))
        {
            string title = $"Native beside its peers, {name[..10]}";
            BarChart.Write(chart, charted.Count > 0 ? charted : results, title);
        }

        output.WriteLine($"Written: {reportPath}");
    }
}
