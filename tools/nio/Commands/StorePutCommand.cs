using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.IO;
using Nio.Output;
using Nio.Stores;
using Storage.Lite;

namespace Nio.Commands;

/// <summary>The verb <c>store put</c>: its options, and how they become a request.</summary>
internal static class StorePutCommand
{
    private const string Verb = "put";

    internal static Command Create(StoreOptions options)
    {
        Argument<string[]> names = new("FILE... KEY")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "A file and the key it gets, the key alone with --stdin, or files alone with --prefix.",
        };
        Option<bool> stdin = new("--stdin") { Description = "Put what standard input yields." };
        Option<string> prefix = new("--prefix")
        {
            Description = "Put each file under this text and its own name.",
            HelpName = "P",
        };
        Option<bool> ifNoneMatch = new("--if-none-match") { Description = "Only if no object has the key." };
        Option<string> ifMatch = new("--if-match")
        {
            Description = "Only if the object is this version, as stat shows it.",
            HelpName = "ETAG",
        };
        Option<string[]> metadata = CreateMetadata();
        Option<string> expires = CreateExpires();
        Command command = new(Verb, "Puts files, or standard input, as objects.")
        {
            names, stdin, prefix, ifNoneMatch, ifMatch, metadata, expires,
        };
        options.Attach(
            command,
            hasJson: true,
            result => result.GetValue(names) ?? [],
            (result, address, json) =>
            {
                List<(string File, string Key)> files = [];
                string? problem = FindConditionProblem(result.GetValue(ifNoneMatch), result.GetValue(ifMatch))
                    ?? FindFiles(result.GetValue(names)!, result.GetValue(stdin), result.GetValue(prefix), files);
                return problem is not null
                    ? StoreOptions.Refuse(Verb, problem)
                    : new StorePutRequest
                    {
                        Address = address with { CreatesFolder = true },
                        Json = json,
                        Files = files,
                        Options = new PutOptions
                        {
                            Condition = ConditionOf(result.GetValue(ifNoneMatch), result.GetValue(ifMatch)),
                            Metadata = MetadataOf(result.GetValue(metadata) ?? []),
                            ExpiresAt = ExpiryOf(result.GetValue(expires)),
                        },
                    };
            });
        return command;
    }

    private static string? FindConditionProblem(bool ifAbsent, string? tag) => (ifAbsent, tag) switch
    {
        (true, not null) => "--if-match and --if-none-match contradict each other.",

        // Of a script whose stat failed, perhaps: without the condition the put would replace anything.
        (_, not null) when StorageETag.Parse(tag).IsEmpty => "an empty text is no version for --if-match.",
        _ => null,
    };

    private static StorageCondition ConditionOf(bool ifAbsent, string? tag) =>
        ifAbsent ? StorageCondition.IfAbsent
        : tag is null ? default
        : StorageCondition.IfMatch(StorageETag.Parse(tag));

    private static Option<string[]> CreateMetadata()
    {
        Option<string[]> metadata = new("--metadata", "-m")
        {
            Description = "A name and a value to keep with the object; may be given several times.",
            HelpName = "NAME=VALUE",
        };
        metadata.Validators.Add(CheckMetadata);
        return metadata;
    }

    private static Option<string> CreateExpires()
    {
        Option<string> expires = new("--expires")
        {
            Description = "When the object is gone: 30s, 15m, 12h, 7d from now, or a time as 2030-01-31T12:00:00Z.",
            HelpName = "TIME",
        };
        expires.Validators.Add(CheckExpiry);
        return expires;
    }

    /// <summary>Finds the files and their keys; says what is wrong, or null.</summary>
    private static string? FindFiles(
        string[] names, bool isStandardInput, string? prefix, List<(string File, string Key)> files)
    {
        if (isStandardInput)
        {
            files.Add((StorePutRequest.StandardInput, names[0]));
            return names.Length == 1 && prefix is null ? null : "--stdin takes one KEY and no --prefix.";
        }

        if (prefix is null)
        {
            files.Add((names[0], names[^1]));
            return names.Length == 2 ? null : "give a FILE and a KEY, a KEY with --stdin, or FILEs with --prefix.";
        }

        HashSet<string> keys = new(StringComparer.Ordinal);
        foreach (string name in names)
        {
            string key = prefix + Path.GetFileName(name);
            files.Add((name, key));
            if (!keys.Add(key) || name == StorePutRequest.StandardInput)
            {
                return $"'{DisplayText.Escape(name)}' would get the key '{DisplayText.Escape(key)}', "
                    + "which another file gets, or it has no name of its own. Put it by itself.";
            }
        }

        return null;
    }

    private static Dictionary<string, string>? MetadataOf(string[] texts)
    {
        if (texts.Length == 0)
        {
            return null;
        }

        Dictionary<string, string> metadata = new(StringComparer.OrdinalIgnoreCase);
        foreach (string text in texts)
        {
            int equals = text.IndexOf('=', StringComparison.Ordinal);
            metadata[text[..equals]] = text[(equals + 1)..];
        }

        return metadata;
    }

    private static DateTimeOffset? ExpiryOf(string? text) =>
        text is not null && ExpirySyntax.TryParse(text, TimeProvider.System.GetUtcNow(), out DateTimeOffset time)
            ? time
            : null;

    private static void CheckMetadata(OptionResult result)
    {
        foreach (Token token in result.Tokens)
        {
            if (token.Value.IndexOf('=', StringComparison.Ordinal) <= 0)
            {
                result.AddError($"--metadata takes NAME=VALUE, not '{DisplayText.Escape(token.Value)}'.");
            }
        }
    }

    private static void CheckExpiry(OptionResult result)
    {
        string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : string.Empty;
        if (!ExpirySyntax.TryParse(text, TimeProvider.System.GetUtcNow(), out _))
        {
            result.AddError(
                "--expires takes 30s, 15m, 12h, 7d or a time to come, as 2030-01-31T12:00:00Z, "
                + $"not '{DisplayText.Escape(text)}'.");
        }
    }
}
