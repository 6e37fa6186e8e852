using System.Runtime.InteropServices;

namespace NativeIo.Interop.Linux;

/// <summary><c>struct open_how</c> (linux/openat2.h), 24 bytes, and the values of its last field.</summary>
[StructLayout(LayoutKind.Sequential, Size = 24)]
internal struct OpenHow
{
    internal const ulong RESOLVE_NO_XDEV = 0x1;
    internal const ulong RESOLVE_NO_MAGICLINKS = 0x2;
    internal const ulong RESOLVE_NO_SYMLINKS = 0x4;
    internal const ulong RESOLVE_BENEATH = 0x8;
    internal const ulong RESOLVE_CACHED = 0x20;

    internal ulong flags;
    internal ulong mode;
    internal ulong resolve;
}
