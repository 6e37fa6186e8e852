using System.IO;
using Nio.Commands;
using Nio.Output;

namespace Nio;

internal static class Program
{
    private static int Main(string[] args)
    {
        try
        {
            return NioCommand.Run(args);
        }
        catch (IOException exception)
        {
            // What concerns an input was reported where it was read, so this is standard output: a full disk, say.
            Messages.ReportOutputFailure(exception);
            return ExitCode.SomeFailed;
        }
    }
}
