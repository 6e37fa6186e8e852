using System.CommandLine;

namespace Nio.Commands;

/// <summary>The verb <c>store</c>, whose own verbs work on stores of Storage.Lite.</summary>
internal static class StoreCommand
{
    private const string Description = """
        Works on a store of keys and values: in files, in memory, or whatever a configuration file sets up, with its
        compression, encryption and other layers.

        A value appears under its key, or a file under its name, when it is complete, never before. What fails for one
        key is reported, and the others are done all the same.

        Exit codes: 0 done, 1 something failed, 2 wrong usage or settings, 130 stopped by Ctrl-C.
        """;

    internal static Command Create()
    {
        Command command = new("store", Description);
        StoreOptions options = new();
        command.Subcommands.Add(StorePutCommand.Create(options));
        command.Subcommands.Add(StoreGetCommand.CreateGet(options));
        command.Subcommands.Add(StoreGetCommand.CreateCat(options));
        command.Subcommands.Add(StoreListCommand.Create(options));
        command.Subcommands.Add(StoreStatCommand.Create(options));
        command.Subcommands.Add(StoreRemoveCommand.Create(options));
        command.Subcommands.Add(StoreCopyCommand.CreateCopy(options));
        command.Subcommands.Add(StoreCopyCommand.CreateSync());
        command.Subcommands.Add(StoreSweepCommand.CreateVerify(options));
        command.Subcommands.Add(StoreSweepCommand.CreateReencrypt(options));
        return command;
    }
}
