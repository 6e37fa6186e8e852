using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Nio.Output;

namespace Nio.Commands;

/// <summary>The command line of the whole tool: one subcommand for each verb.</summary>
internal static class NioCommand
{
    internal static int Run(string[] args)
    {
        RootCommand root = new("Reads, copies and measures files with native, reference-counted buffers.");
        root.Subcommands.Add(LinesCommand.Create());
        root.Subcommands.Add(DoctorCommand.Create());
        root.Subcommands.Add(CopyCommand.Create());
        root.Subcommands.Add(ScanCommand.Create());
        root.Subcommands.Add(StoreCommand.Create());

        // A file whose name starts with @ is a file here, not a list of more arguments.
        ParserConfiguration parsing = new() { ResponseFileTokenReplacer = null };
        ParseResult result = root.Parse(args, parsing);
        if (args.Length == 0)
        {
            _ = root.Parse(["--help"], parsing).Invoke();
            return ExitCode.Usage;
        }

        // Asking for help or the version is answered even beside a mistake.
        if (result.Errors.Count > 0 && result.Action is ParseErrorAction or null)
        {
            return RefuseUsage(result);
        }

        return result.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }

    private static int RefuseUsage(ParseResult result)
    {
        foreach (ParseError error in result.Errors)
        {
            Messages.Report(error.Message);
        }

        Messages.Report($"See '{NameOf(result.CommandResult)} --help'.");
        return ExitCode.Usage;
    }

    /// <summary>A verb with what it is a verb of, as <c>nio store put</c>.</summary>
    private static string NameOf(CommandResult result) => result.Parent is CommandResult parent
        ? $"{NameOf(parent)} {result.Command.Name}"
        : "nio";
}
