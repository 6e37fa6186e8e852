namespace NativeIo;

/// <summary>
/// What went wrong, the same on every operating system. The number that the system gave is in
/// <see cref="NativeIoException.ErrorCode"/>.
/// </summary>
public enum IoErrorKind
{
    /// <summary>A code that no kind stands for.</summary>
    Unknown,

    /// <summary>There is no such file, or a folder on the way to it is missing.</summary>
    NotFound,

    /// <summary>The file must not exist, but does.</summary>
    AlreadyExists,

    /// <summary>The process may not do this.</summary>
    AccessDenied,

    /// <summary>A folder was found where a file is needed.</summary>
    IsDirectory,

    /// <summary>A file was found where a folder is needed.</summary>
    NotDirectory,

    /// <summary>A folder that must be empty is not.</summary>
    DirectoryNotEmpty,

    /// <summary>Too many symbolic links, or one where none may be.</summary>
    LinkLoop,

    /// <summary>The path or a name in it is too long.</summary>
    NameTooLong,

    /// <summary>The process or the system has too many open files.</summary>
    TooManyOpenFiles,

    /// <summary>The file system or the quota is full.</summary>
    NoSpace,

    /// <summary>The file would be larger than a limit of the process or the file system.</summary>
    FileTooLarge,

    /// <summary>Something else uses the file, or it is locked.</summary>
    Busy,

    /// <summary>The file system is read-only.</summary>
    ReadOnlyFileSystem,

    /// <summary>The two paths are on different file systems.</summary>
    CrossDevice,

    /// <summary>The device failed.</summary>
    DeviceFault,

    /// <summary>The file ended before the bytes that were promised.</summary>
    EndOfFile,

    /// <summary>The file handle is closed or was opened for something else.</summary>
    BadHandle,

    /// <summary>The file has no positions: a pipe, a socket, a terminal.</summary>
    NotSeekable,

    /// <summary>An argument that this kind of file refuses, as an unaligned direct transfer.</summary>
    InvalidArgument,

    /// <summary>The system, the file system or the file cannot do this.</summary>
    NotSupported,

    /// <summary>There is no memory, or a limit on locked memory is reached.</summary>
    OutOfMemory,

    /// <summary>The operation would have to wait.</summary>
    WouldBlock,

    /// <summary>A signal came before anything was done. The library tries again itself.</summary>
    Interrupted,

    /// <summary>The other end is gone.</summary>
    BrokenPipe,

    /// <summary>A file on a server that the server no longer knows.</summary>
    StaleFile,

    /// <summary>The path leads out of the folder that it must stay in.</summary>
    OutsideRoot,

    /// <summary>The operation was cancelled.</summary>
    Cancelled,
}
