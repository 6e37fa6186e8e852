namespace NativeIo.Platform;

/// <content>The calls of direct transfers.</content>
internal sealed partial class LinuxCalls
{
    /// <summary>fcntl(fd, command, argument): what the command gives.</summary>
    internal unsafe delegate* unmanaged<int, int, nint, int> FileControl;

    private void ResolveDirect()
    {
        // SAFETY: as in ResolveFiles. fcntl is variadic in C; fixed arguments are passed the same way on x64 and arm64.
        unsafe
        {
            nint missing = (nint)(delegate* unmanaged<nint>)&Missing;
            FileControl = (delegate* unmanaged<int, int, nint, int>)Find("fcntl64", Find("fcntl", missing));
        }
    }
}
