using System.Diagnostics.CodeAnalysis;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>The one place where a system's error code becomes an exception.</summary>
internal static class IoError
{
    /// <summary>Throws what the backend's code means.</summary>
    [DoesNotReturn]
    internal static void Throw(
        FileBackend backend, string operation, NativePath path, int errorCode, long bytesTransferred = 0) =>
        throw Create(backend, operation, path, errorCode, bytesTransferred);

    internal static NativeIoException Create(
        FileBackend backend, string operation, NativePath path, int errorCode, long bytesTransferred = 0) =>
        new(operation, path, errorCode, backend.Classify(errorCode), backend.Describe(errorCode))
        {
            BytesTransferred = bytesTransferred,
        };

    /// <summary>A failure of which it is known where in the file it is.</summary>
    internal static NativeIoException CreateAt(
        FileBackend backend,
        string operation,
        NativePath path,
        int errorCode,
        long offset,
        long length,
        long bytesTransferred) =>
        new(
            operation,
            path,
            errorCode,
            backend.Classify(errorCode),
            $"{backend.Describe(errorCode)}, at bytes {offset} to {offset + length - 1}")
        {
            BytesTransferred = bytesTransferred,
        };

    /// <summary>An operation that a ring did not even take.</summary>
    internal static NativeIoException CreateRefusal(
        FileBackend backend, string operation, NativePath path, int errorCode) =>
        new(
            operation,
            path,
            errorCode,
            backend.Classify(errorCode),
            $"the ring takes no operations ({backend.Describe(errorCode)}), and nothing was done with this one");

    /// <summary>An operation of a ring that died: nobody sees how it ends.</summary>
    internal static NativeIoException CreateLoss(
        FileBackend backend, string operation, NativePath path, int errorCode) =>
        new(
            operation,
            path,
            errorCode,
            IoErrorKind.Unknown,
            $"the ring that has it gives no results any more ({backend.Describe(errorCode)}), so the system may still"
            + " use its memory, which is never freed; do it again with other memory");

    /// <summary>A failure that the library itself found; there is no code of the system.</summary>
    internal static NativeIoException Create(
        string operation, NativePath path, IoErrorKind kind, string message, long bytesTransferred = 0) =>
        new(operation, path, 0, kind, message) { BytesTransferred = bytesTransferred };
}
