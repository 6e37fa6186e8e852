using System;
using System.IO;

namespace NativeIo.Platform;

/// <summary>
/// What the framework's exceptions mean. Their HResult is a Win32 code in a wrapper (0x8007xxxx), on Windows and for
/// exceptions with a type of their own, or else the <c>errno</c> of the Unix system as it is.
/// </summary>
internal static class PortableErrors
{
    /// <summary>The code for what the framework's files cannot do: ERROR_NOT_SUPPORTED.</summary>
    internal const int NotSupported = Win32Facility | 50;

    /// <summary>The code for a folder where a file is needed: ERROR_DIRECTORY_NOT_SUPPORTED.</summary>
    internal const int IsDirectory = Win32Facility | 336;

    /// <summary>The code for a link where none may be: ERROR_STOPPED_ON_SYMLINK.</summary>
    internal const int IsLink = Win32Facility | 681;

    /// <summary>The code for a place that no file reaches: ERROR_FILE_TOO_LARGE.</summary>
    internal const int FileTooLarge = Win32Facility | 223;

    private const int Win32Facility = unchecked((int)0x80070000);
    private const int Win32Mask = 0xffff;

    /// <summary>The base library's own code for a stream that ended, COR_E_ENDOFSTREAM.</summary>
    private const int EndOfStream = unchecked((int)0x80070026);

    /// <summary>Gets the code that stands for an exception.</summary>
    internal static int CodeOf(Exception exception) => exception switch
    {
        // The reason is inside: the type only says that something was not allowed.
        UnauthorizedAccessException { InnerException: IOException { HResult: > 0 } inner } => inner.HResult,
        NotSupportedException => NotSupported,

        // The framework's word for EFBIG; offsets and lengths were checked before it was asked.
        ArgumentOutOfRangeException => FileTooLarge,
        _ => exception.HResult,
    };

    /// <summary>Gets what a code means.</summary>
    /// <param name="code">An HResult.</param>
    /// <param name="classifyErrno">What this system's own error numbers mean.</param>
    internal static IoErrorKind Classify(int code, Func<int, IoErrorKind> classifyErrno)
    {
        if (code == EndOfStream)
        {
            return IoErrorKind.EndOfFile;
        }

        return (code & ~Win32Mask) == Win32Facility ? WindowsErrors.Classify(code & Win32Mask) : classifyErrno(code);
    }
}
