using System.Runtime.InteropServices;

namespace NativeIo.Interop.Windows;

/// <summary>
/// <c>OVERLAPPED</c> (minwinbase.h), 32 bytes on 64-bit systems: where a transfer starts, what is signalled at its end,
/// and its state meanwhile. It belongs to the kernel until the transfer is over.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct OVERLAPPED
{
    /// <summary>The transfer's status; STATUS_PENDING until it is over.</summary>
    internal nuint Internal;

    /// <summary>The bytes transferred.</summary>
    internal nuint InternalHigh;
    internal uint Offset;
    internal uint OffsetHigh;
    internal nint hEvent;
}
