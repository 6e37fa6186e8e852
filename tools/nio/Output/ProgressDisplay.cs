using System;
using System.Collections.Generic;
using System.IO;
using Nio.Lines;
using Spectre.Console;

namespace Nio.Output;

/// <summary>A bar with rate and time left on standard error, for work that takes a while.</summary>
internal static class ProgressDisplay
{
    /// <summary>Work that ends sooner than this shows no bar: it would only flicker.</summary>
    internal const int DelayMs = 500;

    private const int RefreshMs = 100;

    /// <summary>Shows the bar until the feed is at its end; results stay in the feed.</summary>
    internal static void ShowUntilEnd(ResultFeed<PathResult> results, ByteProgress progress, LinesRequest request)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Console.Error),
        });
        long? bytesTotal = SumLengths(request.Paths);
        console.Progress()
            .AutoClear(true)
            .Columns(Columns(bytesTotal is not null))
            .Start(context =>
            {
                ProgressTask task = context.AddTask("lines", autoStart: false, maxValue: bytesTotal ?? 1);
                task.IsIndeterminate = bytesTotal is null;

                // What was read before the start must not count towards the rate.
                task.Value(progress.Bytes);
                task.StartTask();
                while (!results.WaitForEnd(RefreshMs))
                {
                    _ = task.Value(progress.Bytes);
                }
            });
    }

    private static ProgressColumn[] Columns(bool isTotalKnown) => isTotalKnown
        ?
        [
            new TaskDescriptionColumn(),
            new ProgressBarColumn(),
            new PercentageColumn(),
            new DownloadedColumn(),
            new TransferSpeedColumn(),
            new RemainingTimeColumn(),
        ]
        : [new TaskDescriptionColumn(), new SpinnerColumn(), new TransferSpeedColumn(), new ElapsedTimeColumn()];

    /// <summary>How much there is to read; null when nobody can know, as with a pipe.</summary>
    private static long? SumLengths(IReadOnlyList<string> paths)
    {
        long sum = 0;
        foreach (string path in paths)
        {
            FileInfo file = new(path.Length == 0 ? "." : path);
            if (path == LinesRequest.StandardInput || (file.Exists && file.Length == 0))
            {
                return null;
            }

            sum += file.Exists ? file.Length : 0;
        }

        return sum > 0 ? sum : null;
    }
}
