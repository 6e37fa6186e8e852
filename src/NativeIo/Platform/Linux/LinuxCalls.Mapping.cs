namespace NativeIo.Platform;

/// <content>Mappings and pages.</content>
internal sealed partial class LinuxCalls
{
    /// <summary>mmap64(address or null, length, protection, flags, fd or -1, offset): an address.</summary>
    internal unsafe delegate* unmanaged<nint, nuint, int, int, int, long, nint> MapMemory;

    /// <summary>munmap(address, length): 0.</summary>
    internal unsafe delegate* unmanaged<nint, nuint, int> UnmapMemory;

    /// <summary>mremap(address, length, new length, flags): the address.</summary>
    internal unsafe delegate* unmanaged<nint, nuint, nuint, int, nint> RemapMemory;

    /// <summary>mprotect(address, length, protection): 0.</summary>
    internal unsafe delegate* unmanaged<nint, nuint, int, int> ProtectMemory;

    /// <summary>madvise(address, length, advice): 0.</summary>
    internal unsafe delegate* unmanaged<nint, nuint, int, int> AdviseMemory;

    /// <summary>msync(address, length, flags): 0.</summary>
    internal unsafe delegate* unmanaged<nint, nuint, int, int> SyncMemory;

    /// <summary>mlock(address, length): 0.</summary>
    internal unsafe delegate* unmanaged<nint, nuint, int> LockMemory;

    /// <summary>process_vm_readv(pid, local, count, remote, count, flags): bytes. Linux 3.2.</summary>
    internal unsafe delegate* unmanaged<int, IoVector*, nuint, IoVector*, nuint, nuint, nint> ReadProcess;

    /// <summary>process_vm_writev(pid, local, count, remote, count, flags): bytes. Linux 3.2.</summary>
    internal unsafe delegate* unmanaged<int, IoVector*, nuint, IoVector*, nuint, nuint, nint> WriteProcess;

    private void ResolveMapping()
    {
        // SAFETY: each export has the signature that its entry declares, as its manual page says, and C libraries are
        // never unloaded. mremap is variadic in C; on x64 and arm64 Linux fixed arguments are passed the same way.
        unsafe
        {
            nint missing = (nint)(delegate* unmanaged<nint>)&Missing;
            MapMemory = (delegate* unmanaged<nint, nuint, int, int, int, long, nint>)Find(
                "mmap64", Find("mmap", missing));
            UnmapMemory = (delegate* unmanaged<nint, nuint, int>)Find("munmap", missing);
            RemapMemory = (delegate* unmanaged<nint, nuint, nuint, int, nint>)Find("mremap", missing);
            ProtectMemory = (delegate* unmanaged<nint, nuint, int, int>)Find("mprotect", missing);
            AdviseMemory = (delegate* unmanaged<nint, nuint, int, int>)Find("madvise", missing);
            SyncMemory = (delegate* unmanaged<nint, nuint, int, int>)Find("msync", missing);
            LockMemory = (delegate* unmanaged<nint, nuint, int>)Find("mlock", missing);
            ReadProcess = (delegate* unmanaged<int, IoVector*, nuint, IoVector*, nuint, nuint, nint>)Find(
                "process_vm_readv", missing);
            WriteProcess = (delegate* unmanaged<int, IoVector*, nuint, IoVector*, nuint, nuint, nint>)Find(
                "process_vm_writev", missing);
        }
    }
}
