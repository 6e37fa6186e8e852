using System;
using System.IO;
using Native.Fuzz.Models;

namespace Native.Fuzz;

/// <summary>The command line. Exit codes: 0 nothing found, 1 a finding, 2 usage.</summary>
internal static class Program
{
    private const int ExitUsage = 2;

    private const string Usage = """
        Native.Fuzz list
        Native.Fuzz replay  [TARGET [FILE...]]          runs seeds and past findings, or the files
        Native.Fuzz smoke   [TARGET] [--seed N] [--seconds S] [--executions N] [--findings FOLDER]
        Native.Fuzz minimize TARGET FILE OUTPUT         makes a failing input smaller
        Native.Fuzz collect TARGET FOLDER OUTPUT        minimises every file that fails; one for each cause
        Native.Fuzz edges   TARGET FILE...              the edges of each input (instrumented copy only)
        Native.Fuzz instrument SOURCE DESTINATION       makes an instrumented copy of an output folder
        Native.Fuzz unfinished JOURNAL OUTPUT           the input of a run that was killed
        Native.Fuzz afl     TARGET                      serves AFL, or runs standard input once
        """;

    private static int Main(string[] args)
    {
        GuardedPieces.Enable();
        try
        {
            return args switch
            {
                ["list"] => FuzzCommands.List(),
                ["replay"] => FuzzCommands.Replay(),
                ["replay", var target, .. var files] => FuzzCommands.Replay(FuzzCommands.Target(target), files),
                ["smoke", .. var rest] => FuzzCommands.Smoke(SmokeOptions.Parse(rest)),
                ["minimize", var target, var file, var output] =>
                    FuzzCommands.Minimize(FuzzCommands.Target(target), file, output),
                ["collect", var target, var folder, var output] =>
                    FuzzCommands.Collect(FuzzCommands.Target(target), folder, output),
                ["edges", var target, .. var files] => FuzzCommands.Edges(FuzzCommands.Target(target), files),
                ["instrument", var source, var destination] => FuzzCommands.Instrument(source, destination),
                ["unfinished", var journal, var output] => FuzzCommands.Unfinished(journal, output),
                ["afl", var target] => FuzzCommands.Serve(FuzzCommands.Target(target)),
                _ => throw new ArgumentException("Unknown command."),
            };
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or IOException)
        {
            Console.Error.WriteLine(exception.Message);
            Console.Error.WriteLine(Usage);
            return ExitUsage;
        }
    }
}
