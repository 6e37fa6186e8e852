using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Native.Benchmarks;

/// <summary>
/// Measures the peers of a scenario in turns: one round each, in an order that rotates and turns around, so that a
/// machine that slows down slows all of them and none always comes after the same one. What is compared is medians over
/// the rounds.
/// </summary>
internal sealed class PairedRunner(RunOptions options, IReadOnlyList<string> externalPrograms, string corpusFolder)
{
    public ScenarioResult Run(Scenario scenario)
    {
        List<InProcessPeer> peers = [.. scenario.Peers.Select(peer => new InProcessPeer(peer, scenario.Pace))];
        List<ExternalPeer> others = [.. externalPrograms.Select(path => new ExternalPeer(path, corpusFolder))];
        try
        {
            foreach (InProcessPeer peer in peers)
            {
                peer.WarmUp(options);
            }

            int startEvery = Math.Max(1, options.Rounds / options.ExternalStarts);
            for (int round = 0; round < options.Rounds; round++)
            {
                for (int turn = 0; turn < peers.Count; turn++)
                {
                    int step = round % 2 == 0 ? turn : peers.Count - 1 - turn;
                    peers[(round + step) % peers.Count].MeasureRound();
                }

                if (round % startEvery == 0)
                {
                    others.RemoveAll(other => !other.TryMeasure(scenario.Name, options.ExternalRounds));
                }
            }

            var result = new ScenarioResult(
                scenario,
                [.. peers.Select(peer => peer.Result()), .. others.Select(other => other.Result())]);
            result.ThrowIfPeersDisagree();
            return result;
        }
        finally
        {
            peers.ForEach(peer => peer.Dispose());
        }
    }

    public static IReadOnlyList<string> ProgramsIn(string? folder) =>
        folder is null || !Directory.Exists(folder)
            ? []
            : [.. Directory.GetFiles(folder).Where(IsProgram).Order(StringComparer.Ordinal)];

    private static bool IsProgram(string path) =>
        OperatingSystem.IsWindows()
            ? path.EndsWith(".exe", StringComparison.OrdinalIgnoreCase)
            : (File.GetUnixFileMode(path) & UnixFileMode.UserExecute) != 0;
}
