using System;
using NativeIo;
using Nio.Inputs;

namespace Nio.Output;

/// <summary>What the tool says to the person, on standard error, under its name.</summary>
internal static class Messages
{
    internal static void Report(string text) => Console.Error.WriteLine($"nio: {text}");

    internal static void Report(InputFailure failure) => Report(failure.ToString());

    /// <summary>The library's own words: what was tried, on what, what the system said, what to do.</summary>
    internal static void Report(NativeIoException exception) => Report(Describe(exception));

    internal static string Describe(NativeIoException exception) =>
        DisplayText.Escape(char.ToLowerInvariant(exception.Message[0]) + exception.Message[1..]);

    internal static void ReportOutputFailure(Exception exception)
    {
        InputFailure failure = InputFailure.From("write", "standard output", exception);
        Report((failure with { Advice = "Make room or send the output elsewhere, and run it again." }).ToString());
    }
}
