using System.Runtime.InteropServices;

namespace NativeIo.Interop.Linux;

/// <summary><c>struct statx_timestamp</c> (linux/stat.h), 16 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal struct StatXTimestamp
{
    internal long tv_sec;
    internal uint tv_nsec;
    internal int reserved;
}
