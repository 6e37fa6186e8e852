using Microsoft.Win32.SafeHandles;

namespace NativeIo.Platform;

/// <content>Direct transfers.</content>
internal abstract partial class FileBackend
{
    /// <summary>
    /// Opens the file of an open handle once more, whatever its path leads to by now. The request's path and mode are
    /// not looked at.
    /// </summary>
    internal virtual IoResult Reopen(SafeFileHandle handle, in FileOpenRequest request, out SafeFileHandle? reopened)
    {
        reopened = null;
        return Unsupported();
    }

    /// <summary>Makes the transfers of a file that was opened for direct ones go through the page cache.</summary>
    internal virtual IoResult ClearDirect(SafeFileHandle handle) => Unsupported();
}
