using System;
using System.IO;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using NativeIo;

namespace Nio.Copying;

/// <summary>Gives a copy what its source has besides bytes.</summary>
internal static class FileAttributesKeeper
{
    /// <summary>
    /// Not the bits that make a program run as its owner: the copy's owner is somebody else, perhaps.
    /// </summary>
    private const int KeptBits = 0b1_111_111_111;

    [UnsupportedOSPlatformGuard("windows")]
    private static bool HasPermissionBits => Path.DirectorySeparatorChar == '/';

    /// <summary>Sets permissions and the time of the last change, by the handle.</summary>
    /// <exception cref="IOException">The system refused.</exception>
    /// <exception cref="UnauthorizedAccessException">The system denied it.</exception>
    internal static void Apply(SafeFileHandle handle, in FileFacts facts)
    {
        // No bits mean that the backend does not know them; the copy stays its owner's alone then.
        if (HasPermissionBits && facts.PermissionBits != 0)
        {
            File.SetUnixFileMode(handle, (UnixFileMode)(facts.PermissionBits & KeptBits));
        }

        File.SetLastWriteTimeUtc(handle, facts.ModifiedAt.UtcDateTime);
    }

    /// <summary>As for a handle, for a folder on systems that open none.</summary>
    /// <exception cref="IOException">The system refused.</exception>
    /// <exception cref="UnauthorizedAccessException">The system denied it.</exception>
    internal static void ApplyToFolder(string path, in FileFacts facts)
    {
        if (HasPermissionBits && facts.PermissionBits != 0)
        {
            File.SetUnixFileMode(path, (UnixFileMode)(facts.PermissionBits & KeptBits));
        }

        Directory.SetLastWriteTimeUtc(path, facts.ModifiedAt.UtcDateTime);
    }
}
