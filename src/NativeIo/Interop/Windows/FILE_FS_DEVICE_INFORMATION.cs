using System.Runtime.InteropServices;

namespace NativeIo.Interop.Windows;

/// <summary><c>FILE_FS_DEVICE_INFORMATION</c> (wdm.h), 8 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FILE_FS_DEVICE_INFORMATION
{
    internal uint DeviceType;
    internal uint Characteristics;
}
