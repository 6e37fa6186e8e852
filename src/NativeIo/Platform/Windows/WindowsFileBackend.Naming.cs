using System.Runtime.InteropServices;
using NativeIo.Interop.Windows;

namespace NativeIo.Platform;

/// <summary>Names of files on Windows.</summary>
internal sealed partial class WindowsFileBackend
{
    internal override IoResult RenamePath(NativePath from, NativePath to, bool replaces)
    {
        if (!WindowsPath.TryPrepare(from, out string oldPath) || !WindowsPath.TryPrepare(to, out string newPath))
        {
            return IoResult.Failure(ERROR.ERROR_INVALID_NAME);
        }

        // Without the flag that allows copying, a target on another volume is a failure and never half a file.
        uint flags = replaces ? FILE.MOVEFILE_REPLACE_EXISTING : 0;

        // SAFETY: both texts end in NUL and are fixed during the call, which keeps no pointer to them.
        unsafe
        {
            fixed (char* oldName = oldPath)
            fixed (char* newName = newPath)
            {
                return Reported(_calls.RenamePath(oldName, newName, flags));
            }
        }
    }

    internal override IoResult LinkPath(NativePath from, NativePath to)
    {
        if (!WindowsPath.TryPrepare(from, out string oldPath) || !WindowsPath.TryPrepare(to, out string newPath))
        {
            return IoResult.Failure(ERROR.ERROR_INVALID_NAME);
        }

        // SAFETY: as in RenamePath.
        unsafe
        {
            fixed (char* oldName = oldPath)
            fixed (char* newName = newPath)
            {
                return Reported(_calls.LinkPath(newName, oldName, null));
            }
        }
    }

    internal override IoResult RemovePath(NativePath path)
    {
        if (!WindowsPath.TryPrepare(path, out string prepared))
        {
            return IoResult.Failure(ERROR.ERROR_INVALID_NAME);
        }

        // SAFETY: as in RenamePath.
        unsafe
        {
            fixed (char* name = prepared)
            {
                return Reported(_calls.RemovePath(name));
            }
        }
    }
}
