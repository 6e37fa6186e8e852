namespace NativeIo.Interop.Linux;

/// <summary>Commands of <c>fcntl</c> (asm-generic/fcntl.h), alike on x64 and arm64.</summary>
internal static class FileControlCommand
{
    internal const int F_GETFL = 3;
    internal const int F_SETFL = 4;
    internal const int F_DUPFD_CLOEXEC = 1030;
}
