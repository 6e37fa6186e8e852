using System;
using System.CommandLine;
using System.CommandLine.Parsing;
using NativeIo;
using Nio.Output;
using Nio.Scanning;

namespace Nio.Commands;

/// <summary>The verb <c>scan</c>: its options, and how they become a request.</summary>
internal static class ScanCommand
{
    private const int JobsMax = 1024;

    private const string Description = """
        Reads files, and folders with all below them, and finds out one thing about each file, or only how fast they
        can be read.

        With --hash the output is that of sha256sum, with --lines that of wc -l. Without any of these there is a
        summary: how many files of which size, how they were read, how long it took, which were slow.
        Links below a folder are left out unless --follow is given; pipes and devices are always.

        Exit codes: 0 done, 1 some files failed, 2 wrong usage, 130 stopped by Ctrl-C.
        """;

    internal static Command Create()
    {
        Argument<string[]> paths = new("PATH")
        {
            Description = "Files and folders.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string> pattern = new("--pattern")
        {
            Description = @"Count where these bytes are: text, with \xHH, \n, \r, \t, \0 and \\ for bytes.",
            HelpName = "BYTES",
        };
        Option<string> hash = new("--hash") { Description = "Hash each file.", HelpName = "sha256|crc32c" };
        Option<bool> lines = new("--lines") { Description = "Count the line ends of each file, as wc -l does." };
        Option<bool> entropy = new("--entropy") { Description = "Bits of information in each byte, from 0 to 8." };
        Option<string> strategy = new("--strategy")
        {
            Description = "How each file is read; auto if not given.",
            HelpName = "auto|async|buffered|mapped|direct",
        };
        Option<int> jobs = new("--jobs", "-j")
        {
            Description = "Files that are read at once; as many as it takes if not given.",
            HelpName = "N",
        };
        Option<string> preset = new("--preset")
        {
            Description = "Sizes of chunks and numbers of workers; balanced if not given.",
            HelpName = "classic|balanced|performance|low-memory",
        };
        Option<bool> follow = new("--follow") { Description = "Follow links below folders." };
        Option<bool> json = new("--json") { Description = "Print one JSON document." };
        AddValidators(pattern, hash, strategy, preset, jobs);
        Command command = new("scan", Description)
        {
            paths, pattern, hash, lines, entropy, strategy, jobs, preset, follow, json,
        };
        command.Validators.Add(result =>
        {
            if (Given(result, pattern) + Given(result, hash) + Given(result, lines) + Given(result, entropy) > 1)
            {
                result.AddError("--pattern, --hash, --lines and --entropy exclude each other: name one of them.");
            }
        });
        command.SetAction(result => Run(result, new ScanRequest
        {
            Paths = result.GetValue(paths) ?? [],
            Mode = result.GetValue(pattern) is not null ? ScanMode.Pattern
                : HashOf(result.GetValue(hash) ?? string.Empty)
                ?? (result.GetValue(lines) ? ScanMode.Lines
                : result.GetValue(entropy) ? ScanMode.Entropy
                : ScanMode.Read),
            Pattern = PatternSyntax.TryParse(result.GetValue(pattern) ?? string.Empty, out byte[] bytes) ? bytes : [],
            Reading = ReadingOf(result.GetValue(preset), result.GetValue(strategy)),
            Jobs = result.GetValue(jobs),
            FollowsLinks = result.GetValue(follow),
            Json = result.GetValue(json),
        }));
        return command;
    }

    private static void AddValidators(
        Option<string> pattern, Option<string> hash, Option<string> strategy, Option<string> preset, Option<int> jobs)
    {
        pattern.Validators.Add(static result => Check(
            result,
            static text => PatternSyntax.TryParse(text, out _),
            @"text with \xHH, \n, \r, \t, \0 or \\, not empty"));
        hash.Validators.Add(static result => Check(
            result, static text => HashOf(text) is not null, "sha256 or crc32c"));
        strategy.Validators.Add(static result => Check(
            result, static text => StrategyOf(text) is not null, "auto, async, buffered, mapped or direct"));
        preset.Validators.Add(static result => Check(
            result, static text => PresetOf(text) is not null, "classic, balanced, performance or low-memory"));
        jobs.Validators.Add(static result => Check(
            result,
            static text => int.TryParse(text, out int count) && count is > 0 and <= JobsMax,
            $"a number from 1 to {JobsMax}"));
    }

    /// <summary>A preset, with the strategy that the user named.</summary>
    private static ReadOptions ReadingOf(string? preset, string? strategy)
    {
        ReadOptions reading = PresetOf(preset ?? "balanced")!;
        return strategy is null ? reading : reading with { Strategy = StrategyOf(strategy)!.Value };
    }

    private static int Run(ParseResult result, ScanRequest request)
    {
        if (UnknownOptions.FindFirst(result, request.Paths) is { } option)
        {
            UnknownOptions.Report(option);
            return ExitCode.Usage;
        }

        foreach (string path in request.Paths)
        {
            if (path.Length == 0)
            {
                Messages.Report("an empty PATH names nothing. See 'nio scan --help'.");
                return ExitCode.Usage;
            }
        }

        return ScanVerb.Run(request);
    }

    private static int Given(CommandResult result, Option option) =>
        result.GetResult(option) is { Implicit: false } ? 1 : 0;

    private static void Check(OptionResult result, Predicate<string> isGood, string expected)
    {
        string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : string.Empty;
        if (!isGood(text))
        {
            result.AddError($"{result.Option.Name} takes {expected}, not '{DisplayText.Escape(text)}'.");
        }
    }

    private static ScanMode? HashOf(string text) => text switch
    {
        "sha256" => ScanMode.Sha256,
        "crc32c" => ScanMode.Crc32C,
        _ => null,
    };

    private static ReadStrategy? StrategyOf(string text) => text switch
    {
        "auto" => ReadStrategy.Auto,
        "async" => ReadStrategy.Async,
        "buffered" => ReadStrategy.Buffered,
        "mapped" => ReadStrategy.Mapped,
        "direct" => ReadStrategy.Direct,
        _ => null,
    };

    private static ReadOptions? PresetOf(string text) => text switch
    {
        "classic" => ReadOptions.Classic,
        "balanced" => ReadOptions.Balanced,
        "performance" => ReadOptions.Performance,
        "low-memory" => ReadOptions.LowMemory,
        _ => null,
    };
}
