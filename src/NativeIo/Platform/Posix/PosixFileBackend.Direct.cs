using System;
using Microsoft.Win32.SafeHandles;

namespace NativeIo.Platform;

/// <content>Direct transfers, which POSIX knows of Linux only.</content>
internal sealed partial class PosixFileBackend
{
    internal override IoResult Reopen(
        SafeFileHandle handle, in FileOpenRequest request, out SafeFileHandle? reopened)
    {
        if (!OperatingSystem.IsLinux())
        {
            return base.Reopen(handle, request, out reopened);
        }

        using var descriptor = new BorrowedHandle(handle);
        return Open(request with { Path = descriptor.Path, Mode = FileOpenMode.Open }, out reopened);
    }
}
