using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Native.Benchmarks;

/// <summary>
/// A program in another language. It is started anew for each turn, so that its turns lie between the others'.
/// </summary>
internal sealed class ExternalPeer(string programPath, string corpusFolder)
{
    private const int UnknownScenario = 3;

    private readonly List<double> _samples = [];
    private string _name = string.Empty;
    private Outcome _outcome;

    /// <summary>Returns false when the program has no such work.</summary>
    public bool TryMeasure(string scenario, int rounds)
    {
        var start = new ProcessStartInfo(programPath) { RedirectStandardOutput = true };
        start.ArgumentList.Add(scenario);
        start.ArgumentList.Add(corpusFolder);
        start.ArgumentList.Add(rounds.ToString(CultureInfo.InvariantCulture));
        using Process process = Process.Start(start)
            ?? throw new InvalidOperationException($"{programPath} did not start.");
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode == UnknownScenario)
        {
            return false;
        }

        if (process.ExitCode != 0)
        {
            throw new DisagreementException($"{programPath} {scenario} ended with code {process.ExitCode}.");
        }

        Take(JsonDocument.Parse(output).RootElement);
        return true;
    }

    public Measurement Result() => new(_name, _outcome, _samples, garbageBytesPerOp: null);

    private void Take(JsonElement line)
    {
        _name = line.GetProperty("peer").GetString()!;
        _outcome = new Outcome(
            line.GetProperty("ops").GetInt64(),
            line.GetProperty("bytes").GetInt64(),
            ulong.Parse(line.GetProperty("checksum").GetString()!, CultureInfo.InvariantCulture),
            line.GetProperty("retained").GetInt64());
        foreach (JsonElement sample in line.GetProperty("samples").EnumerateArray())
        {
            _samples.Add(sample.GetDouble());
        }
    }
}
