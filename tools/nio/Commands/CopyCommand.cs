using System;
using System.CommandLine;
using System.CommandLine.Parsing;
using NativeIo;
using Nio.Copying;
using Nio.Output;

namespace Nio.Commands;

/// <summary>The verb <c>copy</c>: its options, and how they become a request.</summary>
internal static class CopyCommand
{
    private const string Description = """
        Copies a file, or a folder with all below it.

        A copy appears under its name when it is complete, never before. Holes stay holes; permissions and the time
        of the last change are kept; links in a folder are copied as links. Existing files are not replaced without
        --force. What cannot be copied is reported, and the rest is copied all the same.

        Exit codes: 0 done, 1 something was not copied, 2 wrong usage, 130 stopped by Ctrl-C.
        """;

    internal static Command Create()
    {
        Argument<string> source = new("SRC") { Description = "A file or folder. A link means what it leads to." };
        Argument<string> destination = new("DST")
        {
            Description = "The name of the copy. A file can also go into an existing folder, under its own name.",
        };
        Option<bool> direct = new("--direct")
        {
            Description = "Around the page cache, where the file systems allow that; says so where not.",
        };
        Option<bool> noCache = new("--no-cache")
        {
            Description = "Leave nothing of the files in the page cache.",
        };
        Option<string> fsync = new("--fsync")
        {
            Description = "What is on the device before a file gets its name: none, data (if not given), full.",
            HelpName = "none|data|full",
        };
        fsync.Validators.Add(CheckLevel);
        Option<bool> verify = new("--verify")
        {
            Description = "Read both again and compare, before the copy gets its name.",
        };
        Option<bool> force = new("--force", "-f")
        {
            Description = "Replace existing files, and add to an existing folder.",
        };
        Option<bool> archive = new("--archive", "-a")
        {
            Description = "Keep also owners, special permissions, extended attributes and hard links in a folder.",
        };
        Option<bool> json = new("--json") { Description = "Print one JSON document." };
        Command command = new("copy", Description)
        {
            source, destination, archive, direct, noCache, fsync, verify, force, json,
        };
        command.SetAction(result => Run(result, new CopyRequest
        {
            Source = result.GetValue(source) ?? string.Empty,
            Destination = result.GetValue(destination) ?? string.Empty,
            IsArchive = result.GetValue(archive),
            IsDirect = result.GetValue(direct),
            LeavesCache = result.GetValue(noCache),
            Durability = LevelOf(result.GetValue(fsync) ?? "data") ?? FlushLevel.Data,
            Verifies = result.GetValue(verify),
            Forces = result.GetValue(force),
            Json = result.GetValue(json),
        }));
        return command;
    }

    private static int Run(ParseResult result, CopyRequest request)
    {
        if (UnknownOptions.FindFirst(result, [request.Source, request.Destination]) is { } option)
        {
            UnknownOptions.Report(option);
            return ExitCode.Usage;
        }

        if (request.Source.Length == 0 || request.Destination.Length == 0)
        {
            Messages.Report("an empty path names nothing. See 'nio copy --help'.");
            return ExitCode.Usage;
        }

        return CopyVerb.Run(request);
    }

    private static void CheckLevel(OptionResult result)
    {
        string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : string.Empty;
        if (LevelOf(text) is null)
        {
            result.AddError($"--fsync takes none, data or full, not '{DisplayText.Escape(text)}'.");
        }
    }

    private static FlushLevel? LevelOf(string text) => text switch
    {
        "none" => FlushLevel.None,
        "data" => FlushLevel.Data,
        "full" => FlushLevel.Full,
        _ => null,
    };
}
