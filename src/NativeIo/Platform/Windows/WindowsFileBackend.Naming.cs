using System;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
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
                IoResult result = Reported(_calls.RenamePath(oldName, newName, flags));
                if (!replaces || result.ErrorCode != ERROR.ERROR_ACCESS_DENIED)
                {
                    return result;
                }

                int errorCode = MoreExactly(result.ErrorCode, newPath, FileOpenFlags.None);
                return errorCode == result.ErrorCode && RenameOverOpenFile(oldPath, newPath)
                    ? IoResult.Success()
                    : IoResult.Failure(errorCode);
            }
        }
    }

    /// <summary>
    /// Replaces a file that is open, as on Unix: whoever has it open keeps the old one. Windows 10 1607 on NTFS; false
    /// elsewhere, and when something else was the reason of the refusal.
    /// </summary>
    private bool RenameOverOpenFile(string from, string to)
    {
        int errorCode = OpenPath(
            from,
            FILE.DELETE | FILE.SYNCHRONIZE,
            FILE.OPEN_EXISTING,
            FILE.FILE_FLAG_OPEN_REPARSE_POINT | FILE.FILE_FLAG_BACKUP_SEMANTICS,
            out nint opened);
        if (errorCode != 0)
        {
            return false;
        }

        using var handle = new SafeFileHandle(opened, ownsHandle: true);
        using var file = new BorrowedHandle(handle);

        // SAFETY: the array holds the structure and the name with its NUL behind the length, for which the structure
        // alone has room for two bytes more; it begins at a multiple of eight, and is fixed during the call, which
        // reads at most its length.
        unsafe
        {
            byte[] bytes = new byte[sizeof(FILE_RENAME_INFO) + (to.Length * sizeof(char))];
            fixed (byte* start = bytes)
            {
                var rename = (FILE_RENAME_INFO*)start;
                rename->Flags = FILE.FILE_RENAME_FLAG_REPLACE_IF_EXISTS | FILE.FILE_RENAME_FLAG_POSIX_SEMANTICS;
                rename->FileNameLength = (uint)(to.Length * sizeof(char));
                to.CopyTo(new Span<char>(&rename->FileName, to.Length));
                return _calls.SetFact(
                    file.Value, FILE_INFO_BY_HANDLE_CLASS.FileRenameInfoEx, rename, (uint)bytes.Length) != 0;
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
