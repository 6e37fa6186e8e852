namespace NativeIo.Platform;

/// <content>Locks.</content>
internal sealed partial class LinuxCalls
{
    /// <summary>flock(fd, operation): 0.</summary>
    internal unsafe delegate* unmanaged<int, int, int> Lock;

    private void ResolveLocks()
    {
        // SAFETY: as in ResolveFiles.
        unsafe
        {
            nint missing = (nint)(delegate* unmanaged<nint>)&Missing;
            Lock = (delegate* unmanaged<int, int, int>)Find("flock", missing);
        }
    }
}
