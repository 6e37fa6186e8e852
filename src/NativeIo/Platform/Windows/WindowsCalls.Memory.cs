namespace NativeIo.Platform;

/// <content>Pages of memory.</content>
internal sealed partial class WindowsCalls
{
    /// <summary>VirtualAlloc(address, size, type, protection): the address, or 0.</summary>
    internal unsafe delegate* unmanaged<nint, nuint, uint, uint, nint> AllocatePages;

    /// <summary>VirtualFree(address, size, type).</summary>
    internal unsafe delegate* unmanaged<nint, nuint, uint, int> FreePages;

    /// <summary>VirtualLock(address, size).</summary>
    internal unsafe delegate* unmanaged<nint, nuint, int> LockPages;

    private void ResolveMemory(nint kernel)
    {
        // SAFETY: as in ResolveFiles.
        unsafe
        {
            AllocatePages = (delegate* unmanaged<nint, nuint, uint, uint, nint>)Find(kernel, "VirtualAlloc");
            FreePages = (delegate* unmanaged<nint, nuint, uint, int>)Find(kernel, "VirtualFree");
            LockPages = (delegate* unmanaged<nint, nuint, int>)Find(kernel, "VirtualLock");
        }
    }
}
