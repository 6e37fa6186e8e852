using System;
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
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What concerns an input was reported where it was read, so this is standard output: a full disk, say, or
            // one that was closed before the start, to which the console says that access is denied.
            Messages.ReportOutputFailure(exception);
            return ExitCode.SomeFailed;
        }
    }
}
