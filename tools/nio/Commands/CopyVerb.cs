using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using Nio.Copying;
using Nio.Inputs;
using Nio.Lines;
using Nio.Output;

namespace Nio.Commands;

/// <summary>Runs <c>nio copy</c>: a thread copies; this one shows failures, progress and the end.</summary>
internal static class CopyVerb
{
    internal static int Run(CopyRequest request)
    {
        ResultFeed<CopyFailure> failures = new();
        using CancellationTokenSource cancellation = new();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            // A second Ctrl-C ends the process without further ado.
            signal.Cancel = !cancellation.IsCancellationRequested;
            cancellation.Cancel();
        });

        long begin = Stopwatch.GetTimestamp();
        CopyJob job = new(request, failures, cancellation.Token);
        job.Start();
        List<CopyFailure> failed = [];
        ShowUntilEnd(request, failures, job, failed);

        // The job has removed its temporary file when it is over; that is waited for also after Ctrl-C.
        job.Join();
        CopySummary summary = new(request, job.Total, failed, Stopwatch.GetElapsedTime(begin), job.WasCancelled);
        using Stream stream = Console.OpenStandardOutput();
        if (request.Json)
        {
            summary.WriteJson(stream, isIndented: !Console.IsOutputRedirected);
        }
        else
        {
            using StreamWriter writer = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            summary.WriteText(writer);
        }

        if (job.WasCancelled)
        {
            Messages.Report("stopped by Ctrl-C; files that were complete stay, and there is no part of one.");
            return ExitCode.Cancelled;
        }

        return failed.Count > 0 ? ExitCode.SomeFailed : ExitCode.Done;
    }

    private static void ShowUntilEnd(
        CopyRequest request, ResultFeed<CopyFailure> failures, CopyJob job, List<CopyFailure> failed)
    {
        long progressAt = Console.IsErrorRedirected ? long.MaxValue : Environment.TickCount64 + LiveProgress.DelayMs;
        while (true)
        {
            int timeout = progressAt == long.MaxValue
                ? Timeout.Infinite
                : (int)Math.Clamp(progressAt - Environment.TickCount64, 0, int.MaxValue);
            FeedState state = failures.Take(timeout, out CopyFailure? failure);
            if (state == FeedState.TimedOut)
            {
                using SizeCount size = SizeCount.Start([request.Source], followsLinks: false);
                LiveProgress.ShowUntilEnd("copy", failures.WaitForEnd, () => job.Total.Bytes, () => size.Bytes);
                progressAt = long.MaxValue;
            }
            else if (state != FeedState.Result)
            {
                return;
            }
            else
            {
                failed.Add(failure!);
                string what = failure!.IsWarning ? "copied, but not all of it:" : "cannot copy";
                Messages.Report($"{what} '{DisplayText.Escape(failure.Path)}': {DisplayText.Escape(failure.Reason)}");
            }
        }
    }
}
