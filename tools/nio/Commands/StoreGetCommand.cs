using System.CommandLine;
using System.CommandLine.Parsing;
using Nio.Output;
using Nio.Stores;
using Storage.Lite;

namespace Nio.Commands;

/// <summary>The verbs <c>store get</c> and <c>store cat</c>: their options, and how they become requests.</summary>
internal static class StoreGetCommand
{
    internal static Command CreateGet(StoreOptions options)
    {
        Argument<string[]> keys = CreateKeys();
        Option<string> range = CreateRange();
        Option<string> output = new("--output", "-o")
        {
            Description = "A file, or a folder that each object's file is put below; the current folder if not given.",
            HelpName = "FILE|DIR",
        };
        Option<bool> force = new("--force", "-f") { Description = "Replace existing files." };
        Command command = new(
            "get", "Writes objects to files, each under its key below a folder; it is complete or not there.")
        {
            keys, output, range, force,
        };
        options.Attach(
            command,
            hasJson: true,
            result => result.GetValue(keys) ?? [],
            (result, address, json) => result.GetValue(output) is { Length: 0 }
                ? StoreOptions.Refuse("get", "an empty text names no file.")
                : new StoreGetRequest
                {
                    Address = address,
                    Json = json,
                    Keys = result.GetValue(keys) ?? [],
                    Output = result.GetValue(output),
                    Range = RangeOf(result.GetValue(range)),
                    Forces = result.GetValue(force),
                });
        return command;
    }

    internal static Command CreateCat(StoreOptions options)
    {
        Argument<string[]> keys = CreateKeys();
        Option<string> range = CreateRange();
        Command command = new("cat", "Writes objects to standard output, one after another.") { keys, range };
        options.Attach(
            command,
            hasJson: false,
            result => result.GetValue(keys) ?? [],
            (result, address, _) => new StoreCatRequest
            {
                Address = address,
                Keys = result.GetValue(keys) ?? [],
                Range = RangeOf(result.GetValue(range)),
            });
        return command;
    }

    internal static Argument<string[]> CreateKeys() => new("KEY")
    {
        Arity = ArgumentArity.OneOrMore,
        Description = "The objects' keys.",
    };

    private static Option<string> CreateRange()
    {
        Option<string> range = new("--range")
        {
            Description = "Some bytes only: 0-99 are the first hundred, 100- all after those, -10 the last ten.",
            HelpName = "FIRST-LAST",
        };
        range.Validators.Add(CheckRange);
        return range;
    }

    private static StorageRange RangeOf(string? text) =>
        text is not null && RangeSyntax.TryParse(text, out StorageRange range) ? range : default;

    private static void CheckRange(OptionResult result)
    {
        string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : string.Empty;
        if (!RangeSyntax.TryParse(text, out _))
        {
            result.AddError($"--range takes 0-99, 100- or -10, not '{DisplayText.Escape(text)}'.");
        }
    }
}
