using Microsoft.Win32.SafeHandles;

namespace NativeIo.Platform;

/// <summary>Owns what FindFirstFileExW opened.</summary>
internal sealed class WindowsSearchHandle : SafeHandleMinusOneIsInvalid
{
    private readonly WindowsCalls _calls;

    /// <summary>Ownership: the search transfers.</summary>
    internal WindowsSearchHandle(WindowsCalls calls, nint search)
        : base(ownsHandle: true)
    {
        _calls = calls;
        SetHandle(search);
    }

    /// <summary>Gets the search for a call. For the owner, who disposes after the call.</summary>
    internal nint Value => handle;

    protected override bool ReleaseHandle()
    {
        // SAFETY: the search is this object's own, and its user does one call at a time.
        unsafe
        {
            return _calls.FindClose(handle) != 0;
        }
    }
}
