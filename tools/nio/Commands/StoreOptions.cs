using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Nio.Output;
using Nio.Stores;
using Storage.Lite;

namespace Nio.Commands;

/// <summary>What all verbs of <c>nio store</c> have: where the store is, JSON, and how they run.</summary>
internal sealed class StoreOptions
{
    private readonly Option<string> _config = new("--config", "-c")
    {
        Description = "A configuration file, in YAML or JSON.",
        HelpName = "FILE",
    };

    private readonly Option<string> _section = new("--section")
    {
        Description = "The file's section, with colons between names; storage if not given.",
        HelpName = "NAME",
    };

    private readonly Option<string> _url = new("--url", "-u")
    {
        Description = $"An address instead: {StoreSchemes.Forms}.",
        HelpName = "URL",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON document." };

    /// <summary>Adds a verb's options and what it does.</summary>
    /// <param name="command">The verb.</param>
    /// <param name="hasJson">Whether it prints something else than values.</param>
    /// <param name="create">Makes the request; null when the usage is wrong and that was reported.</param>
    /// <param name="values">What the arguments are, for finding misspelled options.</param>
    internal void Attach(
        Command command,
        bool hasJson,
        Func<ParseResult, IReadOnlyCollection<string>> values,
        Func<ParseResult, StoreAddress, bool, StoreRequest?> create)
    {
        command.Options.Add(_config);
        command.Options.Add(_section);
        command.Options.Add(_url);
        if (hasJson)
        {
            command.Options.Add(_json);
        }

        command.SetAction(result =>
        {
            if (UnknownOptions.FindFirst(result, values(result)) is { } option)
            {
                UnknownOptions.Report(option);
                return ExitCode.Usage;
            }

            return FindAddress(result, command.Name) is { } address
                && create(result, address, hasJson && result.GetValue(_json)) is { } request
                    ? StoreVerb.Run(request)
                    : ExitCode.Usage;
        });
    }

    /// <summary>Reports wrong usage.</summary>
    internal static StoreRequest? Refuse(string verb, string problem)
    {
        Messages.Report($"{problem} See 'nio store {verb} --help'.");
        return null;
    }

    private StoreAddress? FindAddress(ParseResult result, string verb)
    {
        string? config = result.GetValue(_config);
        string? url = result.GetValue(_url);
        string? section = result.GetValue(_section);
        if (new[] { config, url, section }.Contains(string.Empty))
        {
            _ = Refuse(verb, "an empty text names no store.");
            return null;
        }

        if ((config is null) == (url is null))
        {
            _ = Refuse(verb, config is null
                ? "no store is named: use --config FILE or --url URL."
                : "--config and --url name a store each: use one.");
            return null;
        }

        if (section is not null && config is null)
        {
            _ = Refuse(verb, "--section is a part of --config.");
            return null;
        }

        return new StoreAddress { ConfigPath = config, Section = section, Url = url };
    }
}
