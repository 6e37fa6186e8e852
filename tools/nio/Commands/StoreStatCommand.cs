using System.CommandLine;
using Nio.Stores;

namespace Nio.Commands;

/// <summary>The verb <c>store stat</c>.</summary>
internal static class StoreStatCommand
{
    internal static Command Create(StoreOptions options)
    {
        Argument<string[]> keys = StoreGetCommand.CreateKeys();
        Command command = new("stat", "Tells lengths, times, versions and metadata of objects.") { keys };
        options.Attach(
            command,
            hasJson: true,
            result => result.GetValue(keys) ?? [],
            (result, address, json) => new StoreStatRequest
            {
                Address = address,
                Json = json,
                Keys = result.GetValue(keys) ?? [],
            });
        return command;
    }
}
