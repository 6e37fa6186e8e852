namespace NativeIo.Platform;

/// <content>The calls of io_uring, which the C library has no functions for.</content>
internal sealed partial class LinuxCalls
{
    /// <summary>syscall(number, six arguments): what the call returns. Used for io_uring only.</summary>
    internal unsafe delegate* unmanaged<nint, nint, nint, nint, nint, nint, nint, nint> RingCall;

    /// <summary>mmap64(null, length, protection, flags, fd, offset): an address.</summary>
    internal unsafe delegate* unmanaged<nint, nuint, int, int, int, long, nint> RingMap;

    /// <summary>munmap(address, length): 0.</summary>
    internal unsafe delegate* unmanaged<nint, nuint, int> RingUnmap;

    /// <summary>madvise(address, length, advice): 0.</summary>
    internal unsafe delegate* unmanaged<nint, nuint, int, int> RingAdvise;

    private void ResolveUring()
    {
        // SAFETY: as in ResolveFiles. syscall is variadic in C; fixed arguments are passed the same way on x64 and
        // arm64, and the kernel ignores those that a call does not have.
        unsafe
        {
            nint missing = (nint)(delegate* unmanaged<nint>)&Missing;
            RingCall = (delegate* unmanaged<nint, nint, nint, nint, nint, nint, nint, nint>)Find("syscall", missing);
            RingMap = (delegate* unmanaged<nint, nuint, int, int, int, long, nint>)Find(
                "mmap64", Find("mmap", missing));
            RingUnmap = (delegate* unmanaged<nint, nuint, int>)Find("munmap", missing);
            RingAdvise = (delegate* unmanaged<nint, nuint, int, int>)Find("madvise", missing);
        }
    }
}
