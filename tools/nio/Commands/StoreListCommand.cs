using System;
using System.CommandLine;
using Nio.Stores;
using Storage.Lite;

namespace Nio.Commands;

/// <summary>The verb <c>store ls</c>: its options, and how they become a request.</summary>
internal static class StoreListCommand
{
    internal static Command Create(StoreOptions options)
    {
        Argument<string> prefix = new("PREFIX")
        {
            Description = "The text that keys begin with; it is text, not a folder.",
            DefaultValueFactory = static _ => string.Empty,
        };
        Option<bool> recursive = new("--recursive", "-r")
        {
            Description = "Each key, instead of one row for all that go on after the same delimiter.",
        };
        Option<bool> isLong = new("--long", "-l") { Description = "Lengths and times, too." };
        Option<string> delimiter = new("--delimiter")
        {
            Description = "What ends a common beginning of keys.",
            HelpName = "TEXT",
            DefaultValueFactory = static _ => "/",
        };
        Option<string> startAfter = new("--start-after")
        {
            Description = "Begin after this key, in the order of UTF-8 bytes.",
            HelpName = "KEY",
        };
        Option<long?> max = new("--max") { Description = "So many rows at most.", HelpName = "N" };
        Command command = new("ls", "Lists keys in the order of their UTF-8 bytes, in constant memory.")
        {
            prefix, recursive, isLong, delimiter, startAfter, max,
        };
        options.Attach(
            command,
            hasJson: true,
            result => [result.GetValue(prefix) ?? string.Empty],
            (result, address, json) =>
            {
                if (result.GetValue(max) is <= 0)
                {
                    return StoreOptions.Refuse("ls", "--max takes a number above 0.");
                }

                ListOptions list = new()
                {
                    Prefix = result.GetValue(prefix) ?? string.Empty,
                    StartAfter = result.GetValue(startAfter),
                    Delimiter = result.GetValue(recursive) ? string.Empty : result.GetValue(delimiter) ?? "/",
                };
                return FindProblem(list) is { } problem
                    ? StoreOptions.Refuse("ls", problem)
                    : new StoreListRequest
                    {
                        Address = address,
                        Json = json,
                        Options = list,
                        ShowsDetails = result.GetValue(isLong),
                        RowsMax = result.GetValue(max) ?? long.MaxValue,
                    };
            });
        return command;
    }

    private static string? FindProblem(ListOptions options)
    {
        try
        {
            options.Validate();
            return null;
        }
        catch (ArgumentException exception)
        {
            return exception.Message;
        }
    }
}
