using System.Runtime.InteropServices;

namespace NativeIo.Interop.Linux;

/// <summary><c>struct __kernel_timespec</c> (linux/time_types.h), 16 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal struct KernelTimeSpec
{
    internal long tv_sec;
    internal long tv_nsec;
}
