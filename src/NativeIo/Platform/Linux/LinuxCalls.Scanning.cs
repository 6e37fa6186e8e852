namespace NativeIo.Platform;

/// <content>Closing what a <see cref="FileDescriptor"/> stands for.</content>
internal sealed partial class LinuxCalls
{
    /// <summary>close(fd): 0; the descriptor is gone whatever it returns.</summary>
    internal unsafe delegate* unmanaged<int, int> Close;

    private void ResolveScanning()
    {
        // SAFETY: as in ResolveFiles.
        unsafe
        {
            nint missing = (nint)(delegate* unmanaged<nint>)&Missing;
            Close = (delegate* unmanaged<int, int>)Find("close", missing);
        }
    }
}
