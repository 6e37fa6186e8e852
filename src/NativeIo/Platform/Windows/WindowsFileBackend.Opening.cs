using System;
using System.IO;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using NativeIo.Interop.Windows;

namespace NativeIo.Platform;

/// <summary>
/// Opening files with the meaning that Unix gives to modes and flags: others may read, write, rename and delete an open
/// file, links are refused where asked, and a folder is told from a file.
/// </summary>
internal sealed partial class WindowsFileBackend
{
    private const nint InvalidHandle = -1;
    private const uint ShareAll = FILE.FILE_SHARE_READ | FILE.FILE_SHARE_WRITE | FILE.FILE_SHARE_DELETE;

    internal override IoResult Open(in FileOpenRequest request, out SafeFileHandle? handle)
    {
        handle = null;
        NativePath wanted = request.Flags.HasFlag(FileOpenFlags.Temporary) ? TemporaryName(request.Path) : request.Path;
        if (!WindowsPath.TryPrepare(wanted, out string path))
        {
            return IoResult.Failure(ERROR.ERROR_INVALID_NAME);
        }

        uint access = AccessOf(request);
        (uint disposition, uint attributes) = (DispositionOf(request), AttributesOf(request));
        bool isFolder = request.Flags.HasFlag(FileOpenFlags.Directory);

        // Only a folder that may be written to can be flushed; one that may not be can still be looked at.
        int errorCode = OpenPath(
            path, isFolder ? access | FILE.GENERIC_WRITE : access, disposition, attributes, out nint opened);
        if (isFolder && errorCode == ERROR.ERROR_ACCESS_DENIED)
        {
            errorCode = OpenPath(path, access, disposition, attributes, out opened);
        }

        if (errorCode != 0)
        {
            return IoResult.Failure(MoreExactly(errorCode, path, request.Flags));
        }

        handle = new SafeFileHandle(opened, ownsHandle: true);
        IoResult result = Accept(handle, request);
        if (!result.IsSuccess)
        {
            handle.Dispose();
            handle = null;
        }

        return result;
    }

    internal override IoResult Reopen(
        SafeFileHandle handle, in FileOpenRequest request, out SafeFileHandle? reopened)
    {
        reopened = null;
        using var borrowed = new BorrowedHandle(handle);

        // The call takes flags and no attributes.
        uint flags = AttributesOf(request) & ~FILE.FILE_ATTRIBUTE_NORMAL;

        // SAFETY: the call takes numbers only.
        unsafe
        {
            nint opened = _calls.Reopen(borrowed.Value, AccessOf(request), ShareAll, flags);
            if (opened is InvalidHandle or 0)
            {
                // A call that the system lacks returns 0.
                return IoResult.Failure(
                    opened == 0 ? ERROR.ERROR_CALL_NOT_IMPLEMENTED : Marshal.GetLastSystemError());
            }

            reopened = new SafeFileHandle(opened, ownsHandle: true);
            return IoResult.Success();
        }
    }

    private static NativePath TemporaryName(NativePath folder) =>
        NativePath.Join(folder, new NativePath($".{Guid.NewGuid():N}.tmp"));

    private static uint AccessOf(in FileOpenRequest request)
    {
        uint access = request.Access.HasFlag(FileAccess.Read) ? FILE.GENERIC_READ : 0;
        if (!request.Access.HasFlag(FileAccess.Write))
        {
            return access;
        }

        // Without the right to write elsewhere, the system writes at the end whatever the offset is.
        return access | (request.Flags.HasFlag(FileOpenFlags.Append)
            ? FILE.FILE_APPEND_DATA | FILE.FILE_WRITE_ATTRIBUTES | FILE.SYNCHRONIZE
            : FILE.GENERIC_WRITE);
    }

    private static uint DispositionOf(in FileOpenRequest request)
    {
        if (request.Flags.HasFlag(FileOpenFlags.Temporary))
        {
            return FILE.CREATE_NEW;
        }

        // A link that is opened instead of its target must not be emptied before it is refused.
        bool emptiesLater = EmptiesLater(request);
        return request.Mode switch
        {
            FileOpenMode.CreateNew => FILE.CREATE_NEW,
            FileOpenMode.Create => emptiesLater ? FILE.OPEN_ALWAYS : FILE.CREATE_ALWAYS,
            FileOpenMode.OpenOrCreate => FILE.OPEN_ALWAYS,
            FileOpenMode.Truncate => emptiesLater ? FILE.OPEN_EXISTING : FILE.TRUNCATE_EXISTING,
            _ => FILE.OPEN_EXISTING,
        };
    }

    private static bool EmptiesLater(in FileOpenRequest request) =>
        request.Flags.HasFlag(FileOpenFlags.NoFollow) && request.Mode is FileOpenMode.Create or FileOpenMode.Truncate;

    private static uint AttributesOf(in FileOpenRequest request)
    {
        FileOpenFlags wanted = request.Flags;
        uint flags = FILE.FILE_FLAG_OVERLAPPED;
        flags |= Flag(wanted, FileOpenFlags.Direct, FILE.FILE_FLAG_NO_BUFFERING);
        flags |= Flag(wanted, FileOpenFlags.WriteThrough, FILE.FILE_FLAG_WRITE_THROUGH);
        flags |= Flag(wanted, FileOpenFlags.NoFollow, FILE.FILE_FLAG_OPEN_REPARSE_POINT);
        flags |= Flag(wanted, FileOpenFlags.Directory, FILE.FILE_FLAG_BACKUP_SEMANTICS);
        flags |= Flag(wanted, FileOpenFlags.SequentialScan, FILE.FILE_FLAG_SEQUENTIAL_SCAN);
        flags |= Flag(wanted, FileOpenFlags.RandomAccess, FILE.FILE_FLAG_RANDOM_ACCESS);
        return flags | (wanted.HasFlag(FileOpenFlags.Temporary)
            ? FILE.FILE_FLAG_DELETE_ON_CLOSE | FILE.FILE_ATTRIBUTE_TEMPORARY
            : FILE.FILE_ATTRIBUTE_NORMAL);
    }

    private static uint Flag(FileOpenFlags wanted, FileOpenFlags flag, uint number) =>
        wanted.HasFlag(flag) ? number : 0;

    /// <summary>Refuses what the system opens, but Unix would not.</summary>
    private IoResult Accept(SafeFileHandle handle, in FileOpenRequest request)
    {
        bool wantsFolder = request.Flags.HasFlag(FileOpenFlags.Directory);
        if (!wantsFolder && !request.Flags.HasFlag(FileOpenFlags.NoFollow))
        {
            return IoResult.Success();
        }

        IoResult result = GetFact(
            handle, FILE_INFO_BY_HANDLE_CLASS.FileAttributeTagInfo, out FILE_ATTRIBUTE_TAG_INFO tag);
        if (!result.IsSuccess)
        {
            return result;
        }

        if (IsLink(tag))
        {
            return IoResult.Failure(ERROR.ERROR_STOPPED_ON_SYMLINK);
        }

        if (wantsFolder && (tag.FileAttributes & FILE.FILE_ATTRIBUTE_DIRECTORY) == 0)
        {
            return IoResult.Failure(ERROR.ERROR_DIRECTORY);
        }

        return EmptiesLater(request) ? SetLength(handle, 0) : IoResult.Success();
    }

    /// <summary>Other reparse points, as of deduplicated files and of files in a cloud, are files.</summary>
    internal static bool IsLink(in FILE_ATTRIBUTE_TAG_INFO tag) =>
        (tag.FileAttributes & FILE.FILE_ATTRIBUTE_REPARSE_POINT) != 0
        && tag.ReparseTag is FILE.IO_REPARSE_TAG_SYMLINK or FILE.IO_REPARSE_TAG_MOUNT_POINT;

    /// <summary>Tells conditions apart that the system has one code for.</summary>
    private int MoreExactly(int errorCode, string path, FileOpenFlags flags)
    {
        if (errorCode is ERROR.ERROR_INVALID_NAME or ERROR.ERROR_PATH_NOT_FOUND && WindowsPath.HasLongName(path))
        {
            return ERROR.ERROR_FILENAME_EXCED_RANGE;
        }

        if (errorCode != ERROR.ERROR_ACCESS_DENIED || flags.HasFlag(FileOpenFlags.Directory))
        {
            return errorCode;
        }

        // SAFETY: the text ends in NUL and is fixed during the call.
        unsafe
        {
            fixed (char* name = path)
            {
                uint attributes = _calls.GetAttributes(name);
                return attributes != FILE.INVALID_FILE_ATTRIBUTES && (attributes & FILE.FILE_ATTRIBUTE_DIRECTORY) != 0
                    ? ERROR.ERROR_DIRECTORY_NOT_SUPPORTED
                    : errorCode;
            }
        }
    }

    /// <summary>Opens without a dialog of the system for a drive that is not ready. 0, or the code.</summary>
    private int OpenPath(string path, uint access, uint disposition, uint attributes, out nint opened)
    {
        // SAFETY: the text ends in NUL and is fixed during the call; the mode lies on this stack.
        unsafe
        {
            uint oldMode;
            bool changedMode = _calls.SetErrorMode(FILE.SEM_FAILCRITICALERRORS, &oldMode) != 0;
            int errorCode;
            fixed (char* name = path)
            {
                opened = _calls.Open(name, access, ShareAll, null, disposition, attributes, 0);
                errorCode = opened != InvalidHandle ? 0 : Marshal.GetLastSystemError();
            }

            if (changedMode)
            {
                _ = _calls.SetErrorMode(oldMode, null);
            }

            // A call that the system lacks returns 0.
            return opened == 0 ? ERROR.ERROR_CALL_NOT_IMPLEMENTED : errorCode;
        }
    }
}
