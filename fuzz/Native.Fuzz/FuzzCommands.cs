using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using Native.Fuzz.Afl;
using Native.Fuzz.Coverage;
using Native.Fuzz.Instrumentation;
using Native.Fuzz.Rig;

namespace Native.Fuzz;

/// <summary>The commands of the command line. Each returns the exit code.</summary>
internal static class FuzzCommands
{
    private const int ExitFine = 0;
    private const int ExitFinding = 1;

    /// <summary>The target of that name; throws when there is none.</summary>
    public static FuzzTarget Target(string name) =>
        FuzzTargets.Find(name) ?? throw new ArgumentException($"There is no target {name}; try list.");

    /// <summary>Prints the table of targets.</summary>
    public static int List()
    {
        foreach (FuzzTarget target in FuzzTargets.All)
        {
            Console.WriteLine($"{target.Name,-24}{(target.IsCanary ? "canary  " : string.Empty)}{target.Purpose}");
        }

        return ExitFine;
    }

    /// <summary>Replays every target's seeds and past findings.</summary>
    public static int Replay() => FuzzTargets.Real.Sum(target => Replay(target, [])) == 0 ? ExitFine : ExitFinding;

    /// <summary>Replays the files, or the target's seeds and past findings when none is named.</summary>
    public static int Replay(FuzzTarget target, IReadOnlyList<string> files)
    {
        if (files.Count == 0)
        {
            files = [.. FuzzFolders.Seeds(target), .. FuzzFolders.Regressions(target)];
        }

        int failed = 0;
        foreach (string file in files)
        {
            if (target.TryRun(File.ReadAllBytes(file)) is { } exception)
            {
                failed++;
                Console.WriteLine($"{target.Name} {file}: {exception}");
            }
        }

        Console.WriteLine($"{target.Name}: {files.Count} inputs replayed, {failed} failed");
        return failed == 0 ? ExitFine : ExitFinding;
    }

    /// <summary>Mutates each target's inputs for a while; writes what fails, minimised.</summary>
    public static int Smoke(SmokeOptions options)
    {
        int findings = 0;
        foreach (FuzzTarget target in options.Targets)
        {
            IReadOnlyList<byte[]> inputs =
                [.. FuzzFolders.Seeds(target).Concat(FuzzFolders.Regressions(target)).Select(File.ReadAllBytes)];
            var runner = new SmokeRunner(target, options.Seed, inputs, FuzzFolders.Dictionary(target));
            long start = Stopwatch.GetTimestamp();
            SmokeResult result = runner.Run(options.ExecutionsMax, options.Duration);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{target.Name}: seed {options.Seed}, {result.Executions} executions in {seconds:F1} s, "
                    + $"{result.KeptInputs} inputs kept, {result.EdgeCount} edges"));
            if (result.Finding is { } finding)
            {
                findings++;
                Report(target, Minimizer.Minimize(target, finding), Path.Combine(options.FindingsFolder, target.Name));
            }
        }

        return findings == 0 ? ExitFine : ExitFinding;
    }

    /// <summary>Minimises one failing input.</summary>
    public static int Minimize(FuzzTarget target, string file, string output)
    {
        byte[] input = File.ReadAllBytes(file);
        if (target.TryRun(input) is not { } exception)
        {
            Console.WriteLine($"{file} does not fail.");
            return ExitFine;
        }

        FuzzFinding smallest = Minimizer.Minimize(target, new FuzzFinding(input, exception, 0));
        File.WriteAllBytes(output, smallest.Input);
        Console.WriteLine($"{input.Length} -> {smallest.Input.Length} bytes: {smallest.Exception}");
        return ExitFinding;
    }

    /// <summary>Minimises the failing files of a folder and keeps one for each signature.</summary>
    public static int Collect(FuzzTarget target, string folder, string output)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (string file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            byte[] input = File.ReadAllBytes(file);
            if (target.TryRun(input) is { } exception && known.Add(FuzzFinding.SignatureOf(exception)))
            {
                Report(target, Minimizer.Minimize(target, new FuzzFinding(input, exception, 0)), output);
            }
        }

        return known.Count == 0 ? ExitFine : ExitFinding;
    }

    /// <summary>Prints how many edges each input takes and a hash that differs when they do.</summary>
    public static int Edges(FuzzTarget target, IReadOnlyList<string> files)
    {
        CoverageMap.TraceThisThread();
        _ = target.TryRun([]);
        foreach (string file in files)
        {
            byte[] input = File.ReadAllBytes(file);
            CoverageMap.Clear();
            Exception? exception = target.TryRun(input);
            int edges = CoverageMap.LengthBytes - CoverageMap.Edges.Count((byte)0);
            string hash = Convert.ToHexString(SHA256.HashData(CoverageMap.Edges)[..8]);
            Console.WriteLine($"{edges} {hash} {(exception is null ? "held" : "failed")} {file}");
        }

        return ExitFine;
    }

    /// <summary>Makes an instrumented copy of an output folder.</summary>
    public static int Instrument(string source, string destination)
    {
        foreach ((string assembly, int blocks) in OutputInstrumenter.CopyAndInstrument(source, destination))
        {
            Console.WriteLine($"{assembly}: {blocks} blocks");
        }

        return ExitFine;
    }

    /// <summary>Extracts the input of a run that was killed from a journal.</summary>
    public static int Unfinished(string journal, string output)
    {
        if (InputJournal.ReadUnfinished(journal) is not { } input)
        {
            Console.WriteLine("The last run ended.");
            return ExitFine;
        }

        File.WriteAllBytes(output, input);
        Console.WriteLine($"The last run never ended: its {input.Length} bytes are in {output}");
        return ExitFinding;
    }

    /// <summary>Serves AFL until it is done.</summary>
    public static int Serve(FuzzTarget target) => AflSession.Serve(target);

    private static void Report(FuzzTarget target, FuzzFinding finding, string folder)
    {
        Directory.CreateDirectory(folder);
        string name = Convert.ToHexStringLower(SHA256.HashData(finding.Input))[..12];
        string path = Path.Combine(folder, name);
        File.WriteAllBytes(path, finding.Input);
        Console.WriteLine($"{target.Name} FAILED on {finding.Input.Length} bytes, kept in {path}");
        Console.WriteLine($"  replay: Native.Fuzz replay {target.Name} {path}");
        Console.WriteLine("  " + finding.Exception.ToString().ReplaceLineEndings("\n  "));
    }
}
