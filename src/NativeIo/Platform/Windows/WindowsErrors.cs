using NativeIo.Interop.Windows;

namespace NativeIo.Platform;

/// <summary>What Win32 error codes mean on every system.</summary>
internal static class WindowsErrors
{
    internal static IoErrorKind Classify(int errorCode) => errorCode switch
    {
        // A missing folder and a file in a folder's place are one code here.
        ERROR.ERROR_FILE_NOT_FOUND or ERROR.ERROR_PATH_NOT_FOUND or ERROR.ERROR_INVALID_DRIVE => IoErrorKind.NotFound,
        ERROR.ERROR_BAD_NETPATH or ERROR.ERROR_BAD_NET_NAME => IoErrorKind.NotFound,
        ERROR.ERROR_FILE_EXISTS or ERROR.ERROR_ALREADY_EXISTS => IoErrorKind.AlreadyExists,
        ERROR.ERROR_ACCESS_DENIED or ERROR.ERROR_NETWORK_ACCESS_DENIED => IoErrorKind.AccessDenied,
        ERROR.ERROR_PRIVILEGE_NOT_HELD or ERROR.ERROR_CANNOT_MAKE => IoErrorKind.AccessDenied,
        ERROR.ERROR_DIRECTORY_NOT_SUPPORTED => IoErrorKind.IsDirectory,
        ERROR.ERROR_DIRECTORY => IoErrorKind.NotDirectory,
        ERROR.ERROR_DIR_NOT_EMPTY => IoErrorKind.DirectoryNotEmpty,
        ERROR.ERROR_STOPPED_ON_SYMLINK or ERROR.ERROR_CANT_RESOLVE_FILENAME => IoErrorKind.LinkLoop,
        ERROR.ERROR_FILENAME_EXCED_RANGE or ERROR.ERROR_BUFFER_OVERFLOW => IoErrorKind.NameTooLong,
        ERROR.ERROR_TOO_MANY_OPEN_FILES => IoErrorKind.TooManyOpenFiles,
        ERROR.ERROR_DISK_FULL or ERROR.ERROR_HANDLE_DISK_FULL => IoErrorKind.NoSpace,
        ERROR.ERROR_DISK_QUOTA_EXCEEDED => IoErrorKind.NoSpace,
        ERROR.ERROR_FILE_TOO_LARGE => IoErrorKind.FileTooLarge,

        // Another process has it open, locked, mapped or deleted; network servers have a limit on calls in flight.
        ERROR.ERROR_SHARING_VIOLATION or ERROR.ERROR_LOCK_VIOLATION or ERROR.ERROR_USER_MAPPED_FILE => IoErrorKind.Busy,
        ERROR.ERROR_BUSY or ERROR.ERROR_DELETE_PENDING or ERROR.ERROR_PIPE_BUSY => IoErrorKind.Busy,
        ERROR.ERROR_NETWORK_BUSY => IoErrorKind.Busy,
        ERROR.ERROR_WRITE_PROTECT => IoErrorKind.ReadOnlyFileSystem,
        ERROR.ERROR_NOT_SAME_DEVICE => IoErrorKind.CrossDevice,
        ERROR.ERROR_CRC or ERROR.ERROR_SEEK or ERROR.ERROR_SECTOR_NOT_FOUND => IoErrorKind.DeviceFault,
        ERROR.ERROR_WRITE_FAULT or ERROR.ERROR_READ_FAULT or ERROR.ERROR_GEN_FAILURE => IoErrorKind.DeviceFault,
        ERROR.ERROR_NOT_READY or ERROR.ERROR_IO_DEVICE => IoErrorKind.DeviceFault,
        ERROR.ERROR_UNEXP_NET_ERR => IoErrorKind.DeviceFault,
        ERROR.ERROR_HANDLE_EOF => IoErrorKind.EndOfFile,
        ERROR.ERROR_INVALID_HANDLE => IoErrorKind.BadHandle,
        ERROR.ERROR_NEGATIVE_SEEK or ERROR.ERROR_SEEK_ON_DEVICE => IoErrorKind.NotSeekable,

        // Unbuffered transfers that are not aligned, and names with characters that no name may have.
        ERROR.ERROR_INVALID_PARAMETER => IoErrorKind.InvalidArgument,
        ERROR.ERROR_INVALID_NAME or ERROR.ERROR_BAD_PATHNAME or ERROR.ERROR_NOACCESS => IoErrorKind.InvalidArgument,

        // Memory that is not there; how far a copy came is counted elsewhere.
        ERROR.ERROR_PARTIAL_COPY => IoErrorKind.InvalidArgument,

        // A driver or a file system without the call.
        ERROR.ERROR_INVALID_FUNCTION or ERROR.ERROR_NOT_SUPPORTED => IoErrorKind.NotSupported,
        ERROR.ERROR_CALL_NOT_IMPLEMENTED or ERROR.ERROR_INVALID_LEVEL => IoErrorKind.NotSupported,
        ERROR.ERROR_NOT_ENOUGH_MEMORY or ERROR.ERROR_OUTOFMEMORY => IoErrorKind.OutOfMemory,

        // Too many pages are locked for transfers, or a limit of the process on them is reached.
        ERROR.ERROR_NO_SYSTEM_RESOURCES or ERROR.ERROR_NONPAGED_SYSTEM_RESOURCES => IoErrorKind.OutOfMemory,
        ERROR.ERROR_WORKING_SET_QUOTA or ERROR.ERROR_COMMITMENT_LIMIT => IoErrorKind.OutOfMemory,
        ERROR.ERROR_NOT_ENOUGH_QUOTA => IoErrorKind.OutOfMemory,
        ERROR.ERROR_IO_PENDING or ERROR.ERROR_IO_INCOMPLETE => IoErrorKind.WouldBlock,
        ERROR.ERROR_BROKEN_PIPE or ERROR.ERROR_NO_DATA or ERROR.ERROR_BAD_PIPE => IoErrorKind.BrokenPipe,
        ERROR.ERROR_PIPE_NOT_CONNECTED => IoErrorKind.BrokenPipe,
        ERROR.ERROR_CONNECTION_ABORTED or ERROR.WSAECONNABORTED or ERROR.WSAECONNRESET => IoErrorKind.BrokenPipe,

        // The volume or the share under an open file is gone or was changed.
        ERROR.ERROR_FILE_INVALID or ERROR.ERROR_NETNAME_DELETED => IoErrorKind.StaleFile,
        ERROR.ERROR_OPERATION_ABORTED or ERROR.ERROR_CANCELLED => IoErrorKind.Cancelled,
        _ => IoErrorKind.Unknown,
    };
}
