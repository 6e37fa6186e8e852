using System.CommandLine;
using Nio.Stores;

namespace Nio.Commands;

/// <summary>The verbs <c>store verify</c> and <c>store reencrypt</c>.</summary>
internal static class StoreSweepCommand
{
    internal static Command CreateVerify(StoreOptions options)
    {
        Argument<string> prefix = CreatePrefix();
        Command command = new(
            "verify", "Reads objects to their ends and reports those that are not what was put.") { prefix };
        options.Attach(
            command,
            hasJson: true,
            result => [result.GetValue(prefix) ?? string.Empty],
            (result, address, json) => new StoreSweepRequest
            {
                Address = address,
                Json = json,
                Prefix = result.GetValue(prefix) ?? string.Empty,
            });
        return command;
    }

    internal static Command CreateReencrypt(StoreOptions options)
    {
        Argument<string> prefix = CreatePrefix();
        Option<bool> dryRun = new("--dry-run", "-n") { Description = "Change nothing, and say what would be done." };
        Command command = new(
            "reencrypt", "Encrypts anew what is not encrypted with the active key. Others may use the store meanwhile.")
        {
            prefix, dryRun,
        };
        options.Attach(
            command,
            hasJson: true,
            result => [result.GetValue(prefix) ?? string.Empty],
            (result, address, json) => new StoreSweepRequest
            {
                Address = address,
                Json = json,
                Prefix = result.GetValue(prefix) ?? string.Empty,
                Reencrypts = true,
                ChangesNothing = result.GetValue(dryRun),
            });
        return command;
    }

    private static Argument<string> CreatePrefix() => new("PREFIX")
    {
        Description = "The text that keys begin with; all if not given.",
        DefaultValueFactory = static _ => string.Empty,
    };
}
