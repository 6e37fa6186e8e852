using System;
using System.CommandLine;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using NativeIo;
using Nio.Doctor;
using Nio.Output;

namespace Nio.Commands;

/// <summary>The verb <c>doctor</c>: its options, and how they become a report.</summary>
internal static class DoctorCommand
{
    private const string Description = """
        Tells what this machine and the mount of PATH can do, which backend and strategies will run and why, and what
        limits there are.

        Each capability is tried by the call that the library makes itself, on scratch files in the folder of PATH
        that are gone afterwards. Nothing is wrong when one is missing: the fallback is named beside it.

        Exit codes: 0 done, 1 PATH cannot be looked at, 2 wrong usage, 130 stopped by Ctrl-C.
        """;

    internal static Command Create()
    {
        Argument<string> path = new("PATH")
        {
            Description = "A file or folder; the current folder if not given.",
            DefaultValueFactory = static _ => ".",
        };
        Option<bool> calibrate = new("--calibrate")
        {
            Description = "Measure as well, which takes some tenths of a second and writes 16 MiB.",
        };
        Option<bool> json = new("--json")
        {
            Description = "Print one JSON document.",
        };
        Command command = new("doctor", Description) { path, calibrate, json };
        command.SetAction(result =>
        {
            DoctorRequest request = new()
            {
                Path = result.GetValue(path) ?? ".",
                Calibrate = result.GetValue(calibrate),
                Json = result.GetValue(json),
            };
            if (UnknownOptions.FindFirst(result, [request.Path]) is { } option)
            {
                UnknownOptions.Report(option);
                return ExitCode.Usage;
            }

            return Run(request);
        });
        return command;
    }

    private static int Run(DoctorRequest request)
    {
        if (request.Path.Length == 0)
        {
            Messages.Report("an empty PATH names nothing. See 'nio doctor --help'.");
            return ExitCode.Usage;
        }

        DoctorReport report;
        try
        {
            report = CreateReport(request);
        }
        catch (OperationCanceledException)
        {
            Messages.Report("stopped by Ctrl-C; no scratch file is left.");
            return ExitCode.Cancelled;
        }
        catch (NativeIoException exception)
        {
            Messages.Report(exception);
            return ExitCode.SomeFailed;
        }

        using Stream stream = Console.OpenStandardOutput();
        if (request.Json)
        {
            DoctorJson.Write(report, stream, isIndented: !Console.IsOutputRedirected);
        }
        else
        {
            using StreamWriter writer = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            DoctorText.Write(report, writer);
        }

        return ExitCode.Done;
    }

    /// <summary>Looks and measures; Ctrl-C ends that, and what was written for it is gone then.</summary>
    private static DoctorReport CreateReport(DoctorRequest request)
    {
        using CancellationTokenSource cancellation = new();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            // A second Ctrl-C ends the process without further ado.
            signal.Cancel = !cancellation.IsCancellationRequested;
            cancellation.Cancel();
        });
        return DoctorReport.Create(request, cancellation.Token);
    }
}
