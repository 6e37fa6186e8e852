using System;
using Microsoft.Win32.SafeHandles;
using NativeIo.Interop.Linux;

namespace NativeIo.Platform;

/// <content>Files in memory.</content>
internal sealed partial class LinuxFileBackend
{
    internal override bool HasMaps => true;

    /// <summary>msync with MS_SYNC ends like fdatasync for the part.</summary>
    internal override bool FlushMapReachesDevice => true;

    internal override IoResult Map(SafeFileHandle handle, in MapRequest request)
    {
        int protection = MemoryConstants.PROT_READ
            | (request.Access == MapAccess.Read ? 0 : MemoryConstants.PROT_WRITE);
        int flags = request.Access == MapAccess.CopyOnWrite ? MemoryConstants.MAP_PRIVATE : MemoryConstants.MAP_SHARED;
        using var descriptor = new BorrowedHandle(handle);

        // SAFETY: the system chooses a free address, so no memory that is in use changes; the call takes numbers only.
        unsafe
        {
            return Reported(_calls.MapMemory(
                0, (nuint)request.Length, protection, flags, descriptor.Descriptor, request.Offset));
        }
    }

    internal override IoResult Unmap(nint address, long length)
    {
        // SAFETY: the one owner of the mapping gives it back, when nobody holds a reference to it any more.
        unsafe
        {
            return Reported(_calls.UnmapMemory(address, (nuint)length));
        }
    }

    internal override IoResult GrowMap(nint address, long length, long lengthNew)
    {
        // SAFETY: without a flag the mapping stays where it is, so that addresses in use stay valid, and it only grows
        // into addresses that are free.
        unsafe
        {
            return Reported(_calls.RemapMemory(address, (nuint)length, (nuint)lengthNew, 0));
        }
    }

    internal override IoResult AdviseMap(nint address, long length, MapAdvice advice)
    {
        int number = advice switch
        {
            MapAdvice.Normal => MemoryConstants.MADV_NORMAL,
            MapAdvice.Sequential => MemoryConstants.MADV_SEQUENTIAL,
            MapAdvice.Random => MemoryConstants.MADV_RANDOM,
            MapAdvice.WillNeed => MemoryConstants.MADV_WILLNEED,
            MapAdvice.DontNeed => MemoryConstants.MADV_DONTNEED,
            MapAdvice.PopulateRead => MemoryConstants.MADV_POPULATE_READ,
            MapAdvice.HugePage => MemoryConstants.MADV_HUGEPAGE,
            MapAdvice.Cold => MemoryConstants.MADV_COLD,
            _ => MemoryConstants.MADV_PAGEOUT,
        };

        // SAFETY: the caller holds the mapping, and gives no advice that drops changes which are nowhere else.
        unsafe
        {
            return Reported(_calls.AdviseMemory(address, (nuint)length, number));
        }
    }

    internal override IoResult FlushMap(nint address, long length)
    {
        // SAFETY: the kernel looks at page tables, and a page that is not there is an error code.
        unsafe
        {
            return Reported(_calls.SyncMemory(address, (nuint)length, MemoryConstants.MS_SYNC));
        }
    }

    internal override IoResult CopyFromMap(nint address, Span<byte> destination)
    {
        // SAFETY: the span is fixed during the call and the kernel writes at most its length. The other side is only
        // read by the kernel, which ends the copy at a page that is not there.
        unsafe
        {
            fixed (byte* bytes = destination)
            {
                var local = new IoVector((nint)bytes, destination.Length);
                var mapped = new IoVector(address, destination.Length);
                return Reported(_calls.ReadProcess(Environment.ProcessId, &local, 1, &mapped, 1, 0));
            }
        }
    }

    internal override IoResult CopyToMap(nint address, ReadOnlySpan<byte> source)
    {
        // SAFETY: the span is fixed during the call and only read. The caller holds the writable mapping of which the
        // kernel writes at most that length, ending at a page that is not there.
        unsafe
        {
            fixed (byte* bytes = source)
            {
                var local = new IoVector((nint)bytes, source.Length);
                var mapped = new IoVector(address, source.Length);
                return Reported(_calls.WriteProcess(Environment.ProcessId, &local, 1, &mapped, 1, 0));
            }
        }
    }
}
