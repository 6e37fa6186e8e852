using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using Nio.Inputs;
using Nio.Lines;
using Nio.Output;
using Nio.Scanning;

namespace Nio.Commands;

/// <summary>Runs <c>nio scan</c>: threads read; this one shows results, progress and the end.</summary>
internal static class ScanVerb
{
    internal static int Run(ScanRequest request)
    {
        ResultFeed<ScanFileResult> results = new();
        using CancellationTokenSource cancellation = new();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            // A second Ctrl-C ends the process without further ado.
            signal.Cancel = !cancellation.IsCancellationRequested;
            cancellation.Cancel();
        });

        ScanJob job = new(request, results, cancellation.Token);
        job.Start();
        using IScanOutput output = CreateOutput(request);
        long failures = ShowResults(request, results, job, output);
        output.WriteEnd(job, failures);
        output.Flush();
        if (job.WasCancelled)
        {
            Messages.Report("stopped by Ctrl-C; what was not shown was not read to its end.");
            return ExitCode.Cancelled;
        }

        return failures > 0 ? ExitCode.SomeFailed : ExitCode.Done;
    }

    private static long ShowResults(
        ScanRequest request, ResultFeed<ScanFileResult> results, ScanJob job, IScanOutput output)
    {
        long progressAt = Console.IsErrorRedirected ? long.MaxValue : Environment.TickCount64 + LiveProgress.DelayMs;
        long failures = 0;

        // Files end in any order and are shown in that of the walk.
        Dictionary<long, ScanFileResult> early = [];
        long next = 0;
        while (true)
        {
            FeedState state = results.Take(0, out ScanFileResult? result);
            if (state == FeedState.TimedOut)
            {
                output.Flush();
                int timeout = progressAt == long.MaxValue
                    ? Timeout.Infinite
                    : (int)Math.Clamp(progressAt - Environment.TickCount64, 0, int.MaxValue);
                state = results.Take(timeout, out result);
            }

            if (state == FeedState.TimedOut)
            {
                ShowProgress(request, results, job);
                progressAt = long.MaxValue;
                continue;
            }

            if (state != FeedState.Result)
            {
                ShowRest(early, output);
                return failures;
            }

            if (result!.Failure is { } failure)
            {
                failures++;
                output.Flush();
                Messages.Report(failure);
            }

            if (result.Index < 0 || request.Mode == ScanMode.Read)
            {
                output.Write(result);
                continue;
            }

            early.Add(result.Index, result);
            while (early.Remove(next, out ScanFileResult? ready))
            {
                output.Write(ready);
                next++;
            }
        }
    }

    private static void ShowProgress(ScanRequest request, ResultFeed<ScanFileResult> results, ScanJob job)
    {
        using SizeCount size = SizeCount.Start(request.Paths, request.FollowsLinks);
        LiveProgress.ShowUntilEnd(
            "scan",
            results.WaitForEnd,
            () => job.Bytes,
            () => size.Bytes,
            () => $"{Quantity.Count(job.Files)} files");
    }

    /// <summary>After Ctrl-C there are gaps.</summary>
    private static void ShowRest(Dictionary<long, ScanFileResult> early, IScanOutput output)
    {
        List<long> indexes = [.. early.Keys];
        indexes.Sort();
        foreach (long index in indexes)
        {
            output.Write(early[index]);
        }
    }

    private static IScanOutput CreateOutput(ScanRequest request)
    {
        Stream stream = new BufferedStream(Console.OpenStandardOutput(), 64 * 1024);
        return request.Json
            ? new ScanJsonOutput(request, stream, isIndented: !Console.IsOutputRedirected)
            : new ScanTextOutput(request, stream);
    }
}
