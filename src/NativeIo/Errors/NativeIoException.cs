using System.IO;

namespace NativeIo;

/// <summary>
/// A call to the operating system that failed: which, on what, and what the system said. The same condition has the
/// same <see cref="Kind"/> on every system.
/// </summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed class NativeIoException : IOException
{
    internal NativeIoException(string operation, NativePath path, int errorCode, IoErrorKind kind, string systemMessage)
        : base(Describe(operation, path, errorCode, kind, systemMessage))
    {
        Operation = operation;
        Path = path;
        ErrorCode = errorCode;
        Kind = kind;
    }

    /// <summary>Gets the operation that failed, in words of this library: "open", "read", "flush".</summary>
    public string Operation { get; }

    /// <summary>Gets the file; empty when it is not known by a path.</summary>
    public NativePath Path { get; }

    /// <summary>
    /// Gets the number that the system gave: <c>errno</c> on Unix, the Win32 error on Windows, 0 when the failure was
    /// found by the library.
    /// </summary>
    public int ErrorCode { get; }

    /// <summary>Gets what went wrong, the same on every system.</summary>
    public IoErrorKind Kind { get; }

    /// <summary>
    /// Gets the bytes that were transferred before the failure; they are where they belong, and an operation that goes
    /// on starts behind them.
    /// </summary>
    public long BytesTransferred { get; internal init; }

    private static string Describe(
        string operation, NativePath path, int errorCode, IoErrorKind kind, string systemMessage)
    {
        string subject = path.IsEmpty ? "a file" : $"'{path}'";
        string code = errorCode == 0 ? "" : $" (error {errorCode})";
        string advice = Advice(kind);
        return $"Could not {operation} {subject}: {systemMessage}{code}.{(advice.Length == 0 ? "" : " " + advice)}";
    }

    private static string Advice(IoErrorKind kind) => kind switch
    {
        IoErrorKind.NotFound => "Check the spelling, and that every folder on the way exists.",
        IoErrorKind.AlreadyExists => "Name another, or use a mode that accepts an existing file.",
        IoErrorKind.AccessDenied => "Check the file's permissions and those of the folders on the way.",
        IoErrorKind.IsDirectory => "Name a file in it instead.",
        IoErrorKind.TooManyOpenFiles => "Close some, open fewer at a time, or raise the limit (ulimit -n).",
        IoErrorKind.NoSpace => "Free some space or quota; what was written before is still there.",
        IoErrorKind.FileTooLarge => "Raise the limit (ulimit -f) or split the file.",
        IoErrorKind.LinkLoop => "Name the target instead of the link.",
        IoErrorKind.DeviceFault => "The device or the connection to it is failing; read elsewhere and check its log.",
        IoErrorKind.InvalidArgument =>
            "The file does not take such a request; direct ones need memory, offset and length to be aligned.",
        IoErrorKind.NotSupported => "Use another way, or a file of another kind or on another file system.",
        IoErrorKind.OutsideRoot => "The path must stay below the folder it is opened from.",
        IoErrorKind.Busy => "Close it where it is open, or try again.",
        _ => "",
    };
}
