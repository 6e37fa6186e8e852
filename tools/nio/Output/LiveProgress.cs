using System;
using Spectre.Console;

namespace Nio.Output;

/// <summary>A line with rate and, once the total is known, a bar and the time left, on standard error.</summary>
internal static class LiveProgress
{
    /// <summary>Work that ends sooner than this shows nothing: it would only flicker.</summary>
    internal const int DelayMs = 500;

    private const int RefreshMs = 100;

    /// <summary>Shows it until the work is at its end.</summary>
    /// <param name="verb">What is done; markup.</param>
    /// <param name="waitForEnd">Waits so many milliseconds at most, and tells whether it is the end.</param>
    /// <param name="getDone">Bytes done so far.</param>
    /// <param name="getTotal">Bytes in all; null while nobody knows.</param>
    /// <param name="describe">What to say beside the verb; null for nothing.</param>
    internal static void ShowUntilEnd(
        string verb,
        Func<int, bool> waitForEnd,
        Func<long> getDone,
        Func<long?> getTotal,
        Func<string>? describe = null)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Console.Error),
        });
        console.Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn(),
                new ProgressBarColumn(),
                new DownloadedColumn(),
                new TransferSpeedColumn(),
                new RemainingTimeColumn(),
                new ElapsedTimeColumn())
            .Start(context =>
            {
                ProgressTask task = context.AddTask(verb, autoStart: false, maxValue: double.MaxValue);
                task.IsIndeterminate = true;

                // What was done before the start must not count towards the rate.
                task.Value(getDone());
                task.StartTask();
                while (!waitForEnd(RefreshMs))
                {
                    if (getTotal() is { } total && total >= getDone())
                    {
                        task.IsIndeterminate = false;
                        task.MaxValue(Math.Max(total, 1));
                    }

                    _ = task.Value(getDone());
                    if (describe is not null)
                    {
                        task.Description(Markup.Escape($"{verb} {describe()}"));
                    }
                }
            });
    }
}
