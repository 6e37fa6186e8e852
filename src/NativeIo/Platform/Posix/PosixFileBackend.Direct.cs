using Microsoft.Win32.SafeHandles;

namespace NativeIo.Platform;

/// <content>Direct transfers, which Mono.Posix knows of Linux only.</content>
internal sealed partial class PosixFileBackend
{
    internal override IoResult Reopen(
        SafeFileHandle handle, in FileOpenRequest request, out SafeFileHandle? reopened)
    {
        using var descriptor = new BorrowedHandle(handle);

        // Where there is no such path, it is refused.
        return Open(request with { Path = descriptor.Path, Mode = FileOpenMode.Open }, out reopened);
    }
}
