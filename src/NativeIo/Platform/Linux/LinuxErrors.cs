using NativeIo.Interop.Linux;

namespace NativeIo.Platform;

/// <summary>What the error numbers of Linux mean on every system.</summary>
internal static class LinuxErrors
{
    internal static IoErrorKind Classify(int errorCode) => errorCode switch
    {
        // ENODATA: an attribute that is not there.
        Errno.ENOENT or Errno.ENODATA => IoErrorKind.NotFound,
        Errno.EEXIST => IoErrorKind.AlreadyExists,
        Errno.EACCES or Errno.EPERM => IoErrorKind.AccessDenied,
        Errno.EISDIR => IoErrorKind.IsDirectory,
        Errno.ENOTDIR => IoErrorKind.NotDirectory,
        Errno.ENOTEMPTY => IoErrorKind.DirectoryNotEmpty,
        Errno.ELOOP => IoErrorKind.LinkLoop,
        Errno.ENAMETOOLONG => IoErrorKind.NameTooLong,
        Errno.EMFILE or Errno.ENFILE => IoErrorKind.TooManyOpenFiles,
        Errno.ENOSPC or Errno.EDQUOT => IoErrorKind.NoSpace,
        Errno.EFBIG or Errno.EOVERFLOW => IoErrorKind.FileTooLarge,
        Errno.EBUSY or Errno.ETXTBSY => IoErrorKind.Busy,
        Errno.EROFS => IoErrorKind.ReadOnlyFileSystem,
        Errno.EXDEV => IoErrorKind.CrossDevice,

        // The second from a server that does not answer, where the mount gives up at last.
        Errno.EIO or Errno.ETIMEDOUT => IoErrorKind.DeviceFault,
        Errno.EBADF => IoErrorKind.BadHandle,
        Errno.ESPIPE => IoErrorKind.NotSeekable,
        Errno.EINVAL => IoErrorKind.InvalidArgument,

        // A driver without the call says ENOTTY, a device that is not there ENODEV or ENXIO.
        Errno.ENOSYS or Errno.EOPNOTSUPP or Errno.ENOTTY or Errno.ENODEV or Errno.ENXIO => IoErrorKind.NotSupported,
        Errno.ENOMEM or Errno.ENOBUFS => IoErrorKind.OutOfMemory,
        Errno.EAGAIN => IoErrorKind.WouldBlock,
        Errno.EINTR => IoErrorKind.Interrupted,
        Errno.EPIPE or Errno.ECONNRESET => IoErrorKind.BrokenPipe,
        Errno.ESTALE => IoErrorKind.StaleFile,
        Errno.ECANCELED => IoErrorKind.Cancelled,
        _ => IoErrorKind.Unknown,
    };
}
