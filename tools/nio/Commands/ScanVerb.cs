using System;
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
    /// <summary>
    /// The most results that wait to be shown: some megabytes, and enough to go on for a while beside a long file whose
    /// row comes before theirs.
    /// </summary>
    private const int ResultsMax = 16 * 1024;

    internal static int Run(ScanRequest request)
    {
        // Files end in any order and are shown in that of the walk. Failures alone have no gaps to wait for.
        ResultFeed<ScanFileResult> results = new(
            ResultsMax, request.Mode == ScanMode.Read ? null : static result => result.Index);
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
        SizeCount? size = null;
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
                size ??= SizeCount.Start(request.Paths, request.FollowsLinks);
                ShowProgress(results, job, size);

                // Either it is over, or many results are ready; they are shown, and then the progress again.
                progressAt = Environment.TickCount64 + LiveProgress.DelayMs;
                continue;
            }

            if (state != FeedState.Result)
            {
                size?.Dispose();
                return failures;
            }

            if (result!.Failure is { } failure)
            {
                failures++;
                output.Flush();
                Messages.Report(failure);
            }

            output.Write(result);
        }
    }

    private static void ShowProgress(ResultFeed<ScanFileResult> results, ScanJob job, SizeCount size)
    {
        LiveProgress.ShowUntilEnd(
            "scan",
            results.WaitForEnd,
            () => job.Bytes,
            () => size.Bytes,
            () => $"{Quantity.Count(job.Files)} files");
    }

    private static IScanOutput CreateOutput(ScanRequest request)
    {
        Stream stream = new BufferedStream(Console.OpenStandardOutput(), 64 * 1024);
        return request.Json
            ? new ScanJsonOutput(request, stream, isIndented: !Console.IsOutputRedirected)
            : new ScanTextOutput(request, stream);
    }
}
