using Microsoft.Win32.SafeHandles;

namespace NativeIo.Platform;

/// <content>Direct transfers.</content>
internal abstract partial class FileBackend
{
    /// <summary>Makes the transfers of a file that was opened for direct ones go through the page cache.</summary>
    internal virtual IoResult ClearDirect(SafeFileHandle handle) => Unsupported();
}
