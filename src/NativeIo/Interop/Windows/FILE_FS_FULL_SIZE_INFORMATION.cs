using System.Runtime.InteropServices;

namespace NativeIo.Interop.Windows;

/// <summary><c>FILE_FS_FULL_SIZE_INFORMATION</c> (ntifs.h), 32 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FILE_FS_FULL_SIZE_INFORMATION
{
    internal long TotalAllocationUnits;
    internal long CallerAvailableAllocationUnits;
    internal long ActualAvailableAllocationUnits;
    internal uint SectorsPerAllocationUnit;
    internal uint BytesPerSector;
}
