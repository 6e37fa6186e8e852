using NativeIo.Interop.Windows;

namespace NativeIo.Platform;

/// <content>Locks of open files.</content>
internal sealed partial class WindowsCalls
{
    /// <summary>LockFileEx(file, flags, 0, length, high half of the length, overlapped).</summary>
    internal unsafe delegate* unmanaged<nint, uint, uint, uint, uint, OVERLAPPED*, int> Lock;

    /// <summary>UnlockFileEx(file, 0, length, high half of the length, overlapped).</summary>
    internal unsafe delegate* unmanaged<nint, uint, uint, uint, OVERLAPPED*, int> Unlock;

    private void ResolveLocks(nint kernel)
    {
        // SAFETY: as in ResolveFiles.
        unsafe
        {
            Lock = (delegate* unmanaged<nint, uint, uint, uint, uint, OVERLAPPED*, int>)Find(kernel, "LockFileEx");
            Unlock = (delegate* unmanaged<nint, uint, uint, uint, OVERLAPPED*, int>)Find(kernel, "UnlockFileEx");
        }
    }
}
