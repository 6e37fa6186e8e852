using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using Nio.Lines;
using Nio.Output;
using Spectre.Console;

namespace Nio.Commands;

/// <summary>
/// Runs <c>nio lines</c>: the job works on its own threads; this one shows results, progress and the end.
/// </summary>
internal static class LinesVerb
{
    internal static int Run(LinesRequest request)
    {
        ResultFeed<PathResult> results = new();
        using CancellationTokenSource cancellation = new();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            // A second Ctrl-C ends the process without further ado.
            signal.Cancel = !cancellation.IsCancellationRequested;
            cancellation.Cancel();
            results.Cancel();
        });

        LinesJob job = new(request, results, cancellation.Token);
        job.Start();
        LineTotal total = new();
        using ILinesOutput output = CreateOutput(request);
        bool isCancelled = ShowResults(request, results, job, output, total) == FeedState.Cancelled;
        output.WriteEnd(total, isCancelled);
        output.Flush();
        if (isCancelled)
        {
            Messages.Report("stopped by Ctrl-C; what was not shown is not counted.");
            return ExitCode.Cancelled;
        }

        return total.PathsFailed > 0 ? ExitCode.SomeFailed : ExitCode.Done;
    }

    private static FeedState ShowResults(
        LinesRequest request, ResultFeed<PathResult> results, LinesJob job, ILinesOutput output, LineTotal total)
    {
        // Without a terminal nobody looks, and the wait never ends before there is something to show.
        long progressAt = Console.IsErrorRedirected ? long.MaxValue : Environment.TickCount64 + ProgressDisplay.DelayMs;
        while (true)
        {
            FeedState state = results.Take(0, out PathResult? result);
            if (state == FeedState.TimedOut)
            {
                // Nothing waits to be shown, so what was written can be seen while the job goes on.
                output.Flush();
                state = results.Take(TimeoutUntil(progressAt), out result);
            }

            if (state == FeedState.TimedOut)
            {
                ProgressDisplay.ShowUntilEnd(results, job.Progress, request);
                progressAt = long.MaxValue;
            }
            else if (state != FeedState.Result)
            {
                return state;
            }
            else
            {
                Show(result!, output, total);
            }
        }
    }

    private static void Show(PathResult result, ILinesOutput output, LineTotal total)
    {
        if (result.Failure is { } failure)
        {
            output.Flush();
            Messages.Report(failure);
        }

        output.Write(result);
        total.Add(result);
    }

    private static int TimeoutUntil(long tick) => tick == long.MaxValue
        ? Timeout.Infinite
        : (int)Math.Clamp(tick - Environment.TickCount64, 0, int.MaxValue);

    private static ILinesOutput CreateOutput(LinesRequest request)
    {
        bool isTerminal = !Console.IsOutputRedirected;
        Stream stream = Console.OpenStandardOutput();
        if (request.Json)
        {
            return new LinesJsonOutput(request, stream, isTerminal);
        }

        StreamWriter writer = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        IHistogramView? histogram = null;
        if (request.Histogram)
        {
            histogram = isTerminal ? CreateChart() : new HistogramRows(writer);
        }

        return new LinesTextOutput(request, writer, histogram, isTerminal);
    }

    /// <summary>Apart, so that the terminal library is loaded only when something is drawn.</summary>
    private static HistogramChart CreateChart() =>
        new(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) }));
}
