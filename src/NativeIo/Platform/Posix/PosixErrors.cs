using System.Runtime.Versioning;
using Mono.Unix.Native;

namespace NativeIo.Platform;

/// <summary>
/// What the error numbers of any Unix mean. Mono.Posix knows each system's numbers and gives them those of Linux.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal static class PosixErrors
{
    internal static IoErrorKind Classify(int errorCode) => NativeConvert.TryToErrno(errorCode, out Errno errno)
        ? LinuxErrors.Classify((int)errno)
        : IoErrorKind.Unknown;

    /// <summary>Gets this system's number for what has one on every Unix.</summary>
    internal static int CodeOf(Errno errno) =>
        NativeConvert.TryFromErrno(errno, out int code) ? code : (int)errno;

    internal static string Describe(int errorCode) => NativeConvert.TryToErrno(errorCode, out Errno errno)
        ? Stdlib.strerror(errno) ?? errno.ToString()
        : $"error {errorCode} of the system";
}
