using System.Runtime.InteropServices;

namespace NativeIo.Platform;

/// <summary>
/// One piece of memory of a vectored transfer, laid out as the <c>iovec</c> of Unix. It owns nothing: whoever makes it
/// keeps the memory in place until the transfer is over.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct IoVector
{
    internal readonly nint Address;
    internal readonly nuint Length;

    internal IoVector(nint address, int length)
    {
        Address = address;
        Length = (nuint)length;
    }
}
