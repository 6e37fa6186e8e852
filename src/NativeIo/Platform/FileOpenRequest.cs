using System.IO;

namespace NativeIo.Platform;

/// <summary>Everything that a backend needs to know to open a file.</summary>
/// <param name="Path">The file, or the folder of a temporary one.</param>
/// <param name="Access">What it is opened for.</param>
/// <param name="Mode">Whether it is made, found or emptied.</param>
/// <param name="Flags">How it is opened beyond that.</param>
/// <param name="PermissionBits">Unix permission bits of a new file.</param>
internal readonly record struct FileOpenRequest(
    NativePath Path,
    FileAccess Access,
    FileOpenMode Mode,
    FileOpenFlags Flags,
    int PermissionBits);
