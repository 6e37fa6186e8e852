using System.CommandLine;
using Nio.Stores;

namespace Nio.Commands;

/// <summary>The verb <c>store rm</c>: its options, and how they become a request.</summary>
internal static class StoreRemoveCommand
{
    private const string Verb = "rm";

    internal static Command Create(StoreOptions options)
    {
        Argument<string[]> keys = new("KEY")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = "The objects' keys. One that is not there is no failure.",
        };
        Option<string> prefix = new("--prefix")
        {
            Description = "Remove every object whose key begins with this text instead; needs --yes.",
            HelpName = "P",
        };
        Option<bool> yes = new("--yes") { Description = "Really remove all with that prefix." };
        Command command = new(Verb, "Removes objects, and says of each whether it was there.") { keys, prefix, yes };
        options.Attach(
            command,
            hasJson: true,
            result => result.GetValue(keys) ?? [],
            (result, address, json) =>
            {
                string[] named = result.GetValue(keys) ?? [];
                string? text = result.GetValue(prefix);
                if ((named.Length == 0) == (text is null))
                {
                    return StoreOptions.Refuse(Verb, "give either KEYs or --prefix.");
                }

                return text is not null && !result.GetValue(yes)
                    ? StoreOptions.Refuse(Verb, "--prefix removes all that begin with it: add --yes if you mean that.")
                    : new StoreRemoveRequest { Address = address, Json = json, Keys = named, Prefix = text };
            });
        return command;
    }
}
