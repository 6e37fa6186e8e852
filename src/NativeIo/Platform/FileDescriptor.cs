using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace NativeIo.Platform;

/// <summary>
/// An open file without an object around it, for code that opens, reads and closes thousands a second. The default
/// value is no open file.
/// </summary>
/// <remarks>
/// Ownership: one method, or one worker, opens the file and closes it in a finally; nobody else gets the value, so
/// nobody closes it during a call and it needs no counting. Everything else uses handles. A backend that has numbers
/// keeps the number; for others it is the handle.
/// </remarks>
internal readonly struct FileDescriptor
{
    private readonly int _numberAndOne;

    /// <summary>A number of the system.</summary>
    internal FileDescriptor(int number)
    {
        Debug.Assert(number >= 0, "An open file has a number.");
        _numberAndOne = number + 1;
    }

    /// <summary>A handle of a backend without numbers; null when nothing was opened.</summary>
    internal FileDescriptor(SafeFileHandle? handle) => Handle = handle;

    /// <summary>Gets a value indicating whether a file is open.</summary>
    internal bool IsOpen => _numberAndOne != 0 || Handle is not null;

    /// <summary>Gets the number, of a backend that has numbers.</summary>
    internal int Number => _numberAndOne - 1;

    /// <summary>Gets the handle, of a backend that has none.</summary>
    internal SafeFileHandle? Handle { get; }
}
