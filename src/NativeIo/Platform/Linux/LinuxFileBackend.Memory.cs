using System;
using System.IO;
using NativeIo.Interop.Linux;

namespace NativeIo.Platform;

/// <content>Pages of memory for pools.</content>
internal sealed partial class LinuxFileBackend
{
    private const string HugePageSetting = "/sys/kernel/mm/transparent_hugepage/enabled";

    internal override bool HasPages => true;

    internal override IoResult ReservePages(long length)
    {
        // SAFETY: the system chooses a free address, so no memory that is in use changes; the call takes numbers only.
        unsafe
        {
            return Reported(_calls.MapMemory(
                0,
                (nuint)length,
                MemoryConstants.PROT_NONE,
                MemoryConstants.MAP_PRIVATE | MemoryConstants.MAP_ANONYMOUS,
                -1,
                0));
        }
    }

    internal override IoResult FreePages(nint address, long length)
    {
        // SAFETY: the one owner of the reservation gives it back, when no block in it is rented.
        unsafe
        {
            return Reported(_calls.UnmapMemory(address, (nuint)length));
        }
    }

    internal override IoResult ProtectPages(nint address, long length, bool isAccessible)
    {
        int protection = isAccessible
            ? MemoryConstants.PROT_READ | MemoryConstants.PROT_WRITE
            : MemoryConstants.PROT_NONE;

        // SAFETY: the pages are the caller's, who makes them inaccessible only when nothing may use them any more.
        unsafe
        {
            return Reported(_calls.ProtectMemory(address, (nuint)length, protection));
        }
    }

    internal override IoResult PreferHugePages(nint address, long length)
    {
        // SAFETY: the advice changes the size of pages, not what is in them.
        unsafe
        {
            return Reported(_calls.AdviseMemory(address, (nuint)length, MemoryConstants.MADV_HUGEPAGE));
        }
    }

    internal override IoResult LockPages(nint address, long length)
    {
        // SAFETY: locking changes where pages are, not what is in them.
        unsafe
        {
            return Reported(_calls.LockMemory(address, (nuint)length));
        }
    }

    internal override string? HugePageObstacle()
    {
        try
        {
            return File.ReadAllText(HugePageSetting).Contains("[never]", StringComparison.Ordinal)
                ? $"{HugePageSetting} says never"
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Without the file there is no such feature, or a sandbox hides it: then it is not known.
            return exception is FileNotFoundException or DirectoryNotFoundException
                ? $"the kernel has no {HugePageSetting}"
                : null;
        }
    }
}
