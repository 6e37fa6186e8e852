using System.Runtime.InteropServices;

namespace NativeIo.Interop.Windows;

/// <summary><c>FILE_STORAGE_INFO</c> (winbase.h), 28 bytes: what unbuffered transfers must be aligned to.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FILE_STORAGE_INFO
{
    internal uint LogicalBytesPerSector;
    internal uint PhysicalBytesPerSectorForAtomicity;
    internal uint PhysicalBytesPerSectorForPerformance;
    internal uint FileSystemEffectivePhysicalBytesPerSectorForAtomicity;
    internal uint Flags;
    internal uint ByteOffsetForSectorAlignment;
    internal uint ByteOffsetForPartitionAlignment;
}
