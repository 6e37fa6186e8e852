using System.Runtime.InteropServices;
using NativeIo.Interop.Windows;

namespace NativeIo.Platform;

/// <summary>Pages of memory on Windows.</summary>
internal sealed partial class WindowsFileBackend
{
    internal override bool HasPages => true;

    internal override IoResult ReservePages(long length)
    {
        // SAFETY: the system chooses the address, so no other memory is touched.
        unsafe
        {
            nint address = _calls.AllocatePages(0, (nuint)length, MEM.MEM_RESERVE, MEM.PAGE_NOACCESS);
            return address != 0 ? IoResult.Success(address) : IoResult.Failure(Marshal.GetLastSystemError());
        }
    }

    internal override IoResult FreePages(nint address, long length)
    {
        // SAFETY: the caller reserved the pages and uses them no more; a reservation is freed as a whole, without a
        // length.
        unsafe
        {
            return Reported(_calls.FreePages(address, 0, MEM.MEM_RELEASE));
        }
    }

    internal override IoResult ProtectPages(nint address, long length, bool isAccessible)
    {
        // SAFETY: the caller reserved the pages. Committing pages that are committed keeps their bytes and changes what
        // they allow.
        unsafe
        {
            nint start = _calls.AllocatePages(
                address, (nuint)length, MEM.MEM_COMMIT, isAccessible ? MEM.PAGE_READWRITE : MEM.PAGE_NOACCESS);
            return start != 0 ? IoResult.Success() : IoResult.Failure(Marshal.GetLastSystemError());
        }
    }

    internal override IoResult LockPages(nint address, long length)
    {
        // SAFETY: the call changes no memory.
        unsafe
        {
            return Reported(_calls.LockPages(address, (nuint)length));
        }
    }

    internal override string? HugePageObstacle() =>
        "Windows gives huge pages only to accounts that may lock pages in memory, and this library asks for none";
}
