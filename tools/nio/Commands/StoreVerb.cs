using System;
using System.Diagnostics;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using Nio.Lines;
using Nio.Output;
using Nio.Stores;

namespace Nio.Commands;

/// <summary>Runs a verb of <c>nio store</c>: the pool works; this thread shows results, progress and the end.</summary>
internal static class StoreVerb
{
    /// <summary>The most results that wait to be shown: some megabytes.</summary>
    private const int ResultsMax = 16 * 1024;

    internal static int Run(StoreRequest request)
    {
        ResultFeed<StoreItem> items = new(ResultsMax);
        using CancellationTokenSource cancellation = new();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            // A second Ctrl-C ends the process without further ado.
            signal.Cancel = !cancellation.IsCancellationRequested;
            cancellation.Cancel();
            items.LetAllIn();
        });

        StoreJob job = new(request, items, cancellation.Token);
        long begin = Stopwatch.GetTimestamp();
        job.Start();
        try
        {
            Show(request, items, job, begin);
        }
        catch (IOException exception) when (StandardOutput.IsBrokenPipe(exception))
        {
            // Whoever read the output has seen enough. What is under way is given up, and leaves nothing half done.
            cancellation.Cancel();
            items.LetAllIn();
            WaitForEnd(items);
            return job.Tally[StoreAction.Failed] > 0 ? ExitCode.SomeFailed : ExitCode.Done;
        }

        if (job.UsageProblem is { } problem)
        {
            Messages.Report(DisplayText.Escape(problem));
            return ExitCode.Usage;
        }

        if (job.WasCancelled)
        {
            Messages.Report("stopped by Ctrl-C; what was complete stays, and there is no part of anything.");
            return ExitCode.Cancelled;
        }

        return job.Tally[StoreAction.Failed] > 0 ? ExitCode.SomeFailed : ExitCode.Done;
    }

    private static void Show(StoreRequest request, ResultFeed<StoreItem> items, StoreJob job, long begin)
    {
        using IStoreOutput? output = CreateOutput(request);
        ShowUntilEnd(request, items, job, output);
        if (job.UsageProblem is null)
        {
            output?.WriteEnd(job, Stopwatch.GetElapsedTime(begin));
        }

        output?.Flush();
    }

    private static void ShowUntilEnd(
        StoreRequest request, ResultFeed<StoreItem> items, StoreJob job, IStoreOutput? output)
    {
        long progressAt = HasProgress(request) ? Environment.TickCount64 + LiveProgress.DelayMs : long.MaxValue;
        while (true)
        {
            FeedState state = items.Take(0, out StoreItem? item);
            if (state == FeedState.TimedOut)
            {
                output?.Flush();
                int timeout = progressAt == long.MaxValue
                    ? Timeout.Infinite
                    : (int)Math.Clamp(progressAt - Environment.TickCount64, 0, int.MaxValue);
                state = items.Take(timeout, out item);
            }

            if (state == FeedState.TimedOut)
            {
                ShowProgress(request, items, job);
                progressAt = Environment.TickCount64 + LiveProgress.DelayMs;
                continue;
            }

            if (state != FeedState.Result)
            {
                return;
            }

            if (item!.Reason is { } reason)
            {
                output?.Flush();
                Messages.Report(DisplayText.Escape(reason));
            }

            output?.Write(item);
        }
    }

    /// <summary>Values on a terminal are the display, and progress between them would spoil it.</summary>
    private static bool HasProgress(StoreRequest request) =>
        !Console.IsErrorRedirected && !(request.WritesValues && !Console.IsOutputRedirected);

    private static void ShowProgress(StoreRequest request, ResultFeed<StoreItem> items, StoreJob job)
    {
        long? total = request.CountBytes();
        LiveProgress.ShowUntilEnd(
            request.Verb,
            items.WaitForEnd,
            () => job.Tally.Bytes,
            () => total,
            () => $"{Quantity.Count(job.Tally.Items)} objects");
    }

    private static void WaitForEnd(ResultFeed<StoreItem> items)
    {
        while (items.Take(Timeout.Infinite, out _) == FeedState.Result)
        {
            // Nobody sees these any more.
        }
    }

    private static IStoreOutput? CreateOutput(StoreRequest request)
    {
        if (request.WritesValues)
        {
            return null;
        }

        Stream stream = new BufferedStream(StandardOutput.Open(), 64 * 1024);
        return request.Json
            ? new StoreJsonOutput(request, stream, isIndented: !Console.IsOutputRedirected)
            : new StoreTextOutput(request, stream);
    }
}
