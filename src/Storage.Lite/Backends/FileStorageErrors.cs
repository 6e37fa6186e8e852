using System;
using NativeIo;

namespace Storage.Lite;

/// <summary>The one place where a failure of the file system becomes a storage's.</summary>
internal static class FileStorageErrors
{
    /// <summary>Makes the exception that a failure is to the caller of a store.</summary>
    internal static StorageException Create(
        StorageOperation operation, StorageKey key, string backend, NativeIoException failure)
    {
        string detail = failure.Message;
        return failure.Kind switch
        {
            IoErrorKind.NoSpace => new StorageFullException(operation, key, backend, detail, failure),

            // A link is somebody's doing: the store makes none, and follows none.
            IoErrorKind.AccessDenied or IoErrorKind.ReadOnlyFileSystem or IoErrorKind.LinkLoop
                or IoErrorKind.OutsideRoot => new StorageAccessException(operation, key, backend, detail, failure),

            // The file had more bytes when it was opened: somebody cut it.
            IoErrorKind.EndOfFile => new StorageIntegrityException(operation, key, backend, detail, failure),
            IoErrorKind.NameTooLong => new StorageInvalidKeyException(operation, key, backend, detail, failure),
            IoErrorKind.IsDirectory => new StorageInvalidKeyException(
                operation, key, backend, "a folder has its name; the layout Encoded can hold both", failure),
            IoErrorKind.NotDirectory => new StorageInvalidKeyException(
                operation, key, backend, "a part of it is an object; the layout Encoded can hold both", failure),
            IoErrorKind.NotSupported => new StorageNotSupportedException(operation, key, backend, detail, failure),
            _ => new StorageException(operation, key, backend, detail, TransienceOf(failure.Kind), failure),
        };
    }

    /// <summary>What goes away by itself; all else stays until somebody does something.</summary>
    private static StorageTransience TransienceOf(IoErrorKind kind) => kind switch
    {
        IoErrorKind.TooManyOpenFiles or IoErrorKind.OutOfMemory or IoErrorKind.Busy or IoErrorKind.WouldBlock
            or IoErrorKind.Interrupted or IoErrorKind.StaleFile => StorageTransience.Temporary,
        _ => StorageTransience.Permanent,
    };
}
