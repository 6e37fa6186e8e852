using System;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Nio.Output;
using Nio.Stores;
using Storage.Lite;

namespace Nio.Commands;

/// <summary>The verbs <c>store cp</c> and <c>store sync</c>: their options, and how they become requests.</summary>
internal static class StoreCopyCommand
{
    internal static Command CreateCopy(StoreOptions options)
    {
        Argument<string> source = new("SRC") { Description = "The object's key." };
        Argument<string> destination = new("DST") { Description = "The copy's key." };
        Option<string> toConfig = new("--to-config")
        {
            Description = "The copy goes to the store of another configuration file.",
            HelpName = "FILE",
        };
        Option<string> toSection = new("--to-section")
        {
            Description = "That file's section; storage if not given.",
            HelpName = "NAME",
        };
        Option<string> toUrl = new("--to-url")
        {
            Description = "The copy goes to the store of an address.",
            HelpName = "URL",
        };
        Option<bool> ifNoneMatch = new("--if-none-match") { Description = "Only if no object has the copy's key." };
        Command command = new("cp", "Copies an object within a store or to another one.")
        {
            source, destination, toConfig, toSection, toUrl, ifNoneMatch,
        };
        options.Attach(
            command,
            hasJson: true,
            result => [result.GetValue(source) ?? string.Empty, result.GetValue(destination) ?? string.Empty],
            (result, address, json) =>
            {
                string from = result.GetValue(source) ?? string.Empty;
                string to = result.GetValue(destination) ?? string.Empty;
                string? config = result.GetValue(toConfig);
                string? section = result.GetValue(toSection);
                string? url = result.GetValue(toUrl);
                bool isOther = config is not null || url is not null;
                if ((config is not null && url is not null) || (section is not null && config is null))
                {
                    return StoreOptions.Refuse(
                        "cp", "--to-config, with --to-section if need be, or --to-url names the other store: use one.");
                }

                return !isOther && string.Equals(from, to, StringComparison.Ordinal)
                    ? StoreOptions.Refuse("cp", "the copy needs another key, or another store.")
                    : new StoreCopyRequest
                    {
                        Address = address,
                        Json = json,
                        Source = from,
                        Destination = to,
                        Other = isOther ? OtherStore(config, section, url) : null,
                        Condition = result.GetValue(ifNoneMatch) ? StorageCondition.IfAbsent : default,
                    };
            });
        return command;
    }

    private static StoreAddress OtherStore(string? config, string? section, string? url) =>
        new() { ConfigPath = config, Section = section, Url = url, CreatesFolder = true };

    internal static Command CreateSync()
    {
        Argument<string> source = new("SRC")
        {
            Description = $"Where the objects are: a folder, or an address ({StoreSchemes.Forms}).",
        };
        Argument<string> destination = new("DST") { Description = "Where they shall be, too: as SRC." };
        Option<string> prefix = new("--prefix")
        {
            Description = "Only objects whose keys begin with this text.",
            HelpName = "P",
            DefaultValueFactory = static _ => string.Empty,
        };
        Option<bool> delete = new("--delete") { Description = "Remove what SRC does not have." };
        Option<bool> dryRun = new("--dry-run", "-n") { Description = "Change nothing, and say what would be done." };
        Option<bool> checksum = new("--checksum")
        {
            Description = "Compare the bytes; if not given, what is as long and not older counts as the same.",
        };
        Option<bool> noVerify = new("--no-verify") { Description = "Do not read each copy back." };
        Option<int> jobs = CreateJobs();
        Option<bool> json = new("--json") { Description = "Print one JSON document." };
        Command command = new("sync", "Makes a store or a folder have what another one has.")
        {
            source, destination, prefix, delete, dryRun, checksum, noVerify, jobs, json,
        };
        command.SetAction(result =>
        {
            string from = result.GetValue(source) ?? string.Empty;
            string to = result.GetValue(destination) ?? string.Empty;
            if (UnknownOptions.FindFirst(result, [from, to]) is { } option)
            {
                UnknownOptions.Report(option);
                return ExitCode.Usage;
            }

            if (from.Length == 0 || to.Length == 0)
            {
                _ = StoreOptions.Refuse("sync", "an empty text names no store.");
                return ExitCode.Usage;
            }

            return StoreVerb.Run(new StoreSyncRequest
            {
                Address = StoreAddress.FromText(from, createsFolder: false),
                Destination = StoreAddress.FromText(to, createsFolder: true),
                Json = result.GetValue(json),
                Options = new SyncOptions
                {
                    Prefix = result.GetValue(prefix) ?? string.Empty,
                    DeletesOthers = result.GetValue(delete),
                    IsPreview = result.GetValue(dryRun),
                    ComparesBytes = result.GetValue(checksum),
                    Verifies = !result.GetValue(noVerify),
                    Concurrency = result.GetValue(jobs),
                },
            });
        });
        return command;
    }

    private static Option<int> CreateJobs()
    {
        Option<int> jobs = new("--jobs", "-j")
        {
            Description = "So many copies at once.",
            HelpName = "N",
            DefaultValueFactory = static _ => SyncOptions.Default.Concurrency,
        };
        jobs.Validators.Add(static result =>
        {
            foreach (Token token in result.Tokens)
            {
                if (!int.TryParse(token.Value, CultureInfo.InvariantCulture, out int count)
                    || count is < 1 or > SyncOptions.ConcurrencyLimit)
                {
                    result.AddError(
                        $"--jobs takes a number from 1 to {SyncOptions.ConcurrencyLimit}, "
                        + $"not '{DisplayText.Escape(token.Value)}'.");
                }
            }
        });
        return jobs;
    }
}
