using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using NativeIo.Interop.Windows;

namespace NativeIo.Platform;

/// <summary>Locks of open files on Windows.</summary>
/// <remarks>
/// A lock here keeps others from the bytes that it covers. So it covers one byte where no file has any: the file can be
/// read, written, opened and removed by everybody, as on Unix.
/// </remarks>
internal sealed partial class WindowsFileBackend
{
    /// <summary>The last but one that a signed offset can name; the system counts lengths from it.</summary>
    private const long LockOffset = long.MaxValue - 1;

    internal override bool HasLocks => true;

    internal override IoResult TryLock(SafeFileHandle handle)
    {
        using var file = new BorrowedHandle(handle);
        int errorCode = TryStart(LockOffset, out OVERLAPPED overlapped);
        if (errorCode != 0)
        {
            return IoResult.Failure(errorCode);
        }

        // SAFETY: the OVERLAPPED lies on this stack until Finished saw the end of the call, and no memory is given.
        unsafe
        {
            int returned = _calls.Lock(
                file.Value, FILE.LOCKFILE_EXCLUSIVE_LOCK | FILE.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &overlapped);
            errorCode = returned != 0 ? 0 : Marshal.GetLastSystemError();
            return WithoutCount(Finished(file.Value, errorCode, ref overlapped));
        }
    }

    internal override IoResult Unlock(SafeFileHandle handle)
    {
        using var file = new BorrowedHandle(handle);
        int errorCode = TryStart(LockOffset, out OVERLAPPED overlapped);
        if (errorCode != 0)
        {
            return IoResult.Failure(errorCode);
        }

        // SAFETY: as in TryLock.
        unsafe
        {
            int returned = _calls.Unlock(file.Value, 0, 1, 0, &overlapped);
            errorCode = returned != 0 ? 0 : Marshal.GetLastSystemError();
            return WithoutCount(Finished(file.Value, errorCode, ref overlapped));
        }
    }

    /// <summary>A lock transfers nothing, whatever the system left as the count.</summary>
    private static IoResult WithoutCount(IoResult result) => result.IsSuccess ? IoResult.Success() : result;
}
