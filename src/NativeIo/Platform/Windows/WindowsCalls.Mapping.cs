using NativeIo.Interop.Windows;

namespace NativeIo.Platform;

/// <content>Files in memory.</content>
internal sealed partial class WindowsCalls
{
    /// <summary>CreateFileMappingW(file, security, protection, size high, size low, name): a handle, or 0.</summary>
    internal unsafe delegate* unmanaged<nint, void*, uint, uint, uint, char*, nint> CreateSection;

    /// <summary>MapViewOfFile(section, access, offset high, offset low, size): the address, or 0.</summary>
    internal unsafe delegate* unmanaged<nint, uint, uint, uint, nuint, nint> MapView;

    /// <summary>UnmapViewOfFile(address).</summary>
    internal unsafe delegate* unmanaged<nint, int> UnmapView;

    /// <summary>FlushViewOfFile(address, size).</summary>
    internal unsafe delegate* unmanaged<nint, nuint, int> FlushView;

    /// <summary>PrefetchVirtualMemory(process, count, ranges, flags).</summary>
    internal unsafe delegate* unmanaged<nint, nuint, WIN32_MEMORY_RANGE_ENTRY*, uint, int> Prefetch;

    /// <summary>ReadProcessMemory(process, from, to, size, bytes read).</summary>
    internal unsafe delegate* unmanaged<nint, nint, byte*, nuint, nuint*, int> ReadMemory;

    /// <summary>WriteProcessMemory(process, to, from, size, bytes written).</summary>
    internal unsafe delegate* unmanaged<nint, nint, byte*, nuint, nuint*, int> WriteMemory;

    private void ResolveMapping(nint kernel)
    {
        // SAFETY: as in ResolveFiles.
        unsafe
        {
            CreateSection = (delegate* unmanaged<nint, void*, uint, uint, uint, char*, nint>)Find(
                kernel, "CreateFileMappingW");
            MapView = (delegate* unmanaged<nint, uint, uint, uint, nuint, nint>)Find(kernel, "MapViewOfFile");
            UnmapView = (delegate* unmanaged<nint, int>)Find(kernel, "UnmapViewOfFile");
            FlushView = (delegate* unmanaged<nint, nuint, int>)Find(kernel, "FlushViewOfFile");
            Prefetch = (delegate* unmanaged<nint, nuint, WIN32_MEMORY_RANGE_ENTRY*, uint, int>)Find(
                kernel, "PrefetchVirtualMemory");
            ReadMemory = (delegate* unmanaged<nint, nint, byte*, nuint, nuint*, int>)Find(kernel, "ReadProcessMemory");
            WriteMemory = (delegate* unmanaged<nint, nint, byte*, nuint, nuint*, int>)Find(
                kernel, "WriteProcessMemory");
        }
    }
}
