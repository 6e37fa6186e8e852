using System;
using System.IO;
using System.Runtime.InteropServices;
using Nio.Output;

namespace Nio.Inputs;

/// <summary>Why an input could not be used, in the words a person needs.</summary>
/// <param name="Action">What was tried, such as "open" or "read".</param>
/// <param name="Path">On what.</param>
/// <param name="Reason">What the system said.</param>
/// <param name="Advice">What to do about it.</param>
internal sealed record InputFailure(string Action, string Path, string Reason, string Advice)
{
    private const int HResultOfSystemErrors = unchecked((int)0x80070000);
    private const int CodeMask = 0xFFFF;

    /// <summary>The code of "no such file" on Unix (ENOENT) and Windows (ERROR_FILE_NOT_FOUND) alike.</summary>
    private const int CodeNotFound = 2;

    /// <summary>What the runtime puts in the place of bytes of an argument that are not UTF-8.</summary>
    private const char ReplacementCharacter = '\uFFFD';

    internal static InputFailure From(string action, string path, Exception exception)
    {
        return exception switch
        {
            FileNotFoundException when path.Contains(ReplacementCharacter, StringComparison.Ordinal) => new(
                action,
                path,
                Marshal.GetPInvokeErrorMessage(CodeNotFound),
                "A name that is not UTF-8 is lost on the way; give the file as standard input instead, with < FILE."),
            FileNotFoundException or DirectoryNotFoundException => new(
                action,
                path,
                Marshal.GetPInvokeErrorMessage(CodeNotFound),
                "Check the spelling, and whether something removed or renamed it meanwhile."),
            UnauthorizedAccessException when Directory.Exists(path) => new(
                action,
                path,
                "It is a directory",
                "Name the files in it, for example with DIRECTORY/*."),
            UnauthorizedAccessException => new(
                action,
                path,
                SystemText(exception.InnerException ?? exception),
                "Ask its owner for the right to read it, or run this as a user who has it."),
            PathTooLongException => new(
                action,
                path,
                "The path or a name in it is too long",
                "Go to a directory nearer to the file and name it from there."),
            _ => new(
                action,
                path,
                SystemText(exception),
                "Try to read it another way, such as with cat; if that fails too, look at the system's log."),
        };
    }

    public override string ToString() => $"cannot {Action} '{DisplayText.Escape(Path)}': {Reason}. {Advice}";

    /// <summary>
    /// The system's own text for its error code. The runtime hides the code in HResult: bare on Unix, with a facility
    /// on Windows; where there is none, its message has to do.
    /// </summary>
    private static string SystemText(Exception exception)
    {
        int facility = exception.HResult & ~CodeMask;
        return facility is 0 or HResultOfSystemErrors
            ? Marshal.GetPInvokeErrorMessage(exception.HResult & CodeMask)
            : exception.Message.TrimEnd('.');
    }
}
