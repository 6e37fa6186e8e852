namespace NativeIo.Platform;

/// <content>Calls of reading that other topics do not have.</content>
internal sealed partial class LinuxCalls
{
    /// <summary>close(fd): 0.</summary>
    internal unsafe delegate* unmanaged<int, int> CloseFile;

    private void ResolveReading()
    {
        // SAFETY: the export has the signature that the entry declares, as its manual page says, and C libraries are
        // never unloaded.
        unsafe
        {
            nint missing = (nint)(delegate* unmanaged<nint>)&Missing;
            CloseFile = (delegate* unmanaged<int, int>)Find("close", missing);
        }
    }
}
