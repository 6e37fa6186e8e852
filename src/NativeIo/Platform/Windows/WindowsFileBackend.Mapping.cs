using System;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using NativeIo.Interop.Windows;

namespace NativeIo.Platform;

/// <summary>Files in memory.</summary>
internal sealed partial class WindowsFileBackend
{
    /// <summary>What GetCurrentProcess returns, and every call about processes takes.</summary>
    private const nint OwnProcess = -1;

    internal override bool HasMaps => true;

    /// <summary>The allocation granularity, which is 64 KiB on every version of Windows.</summary>
    internal override int MapGranularity => 64 * 1024;

    internal override IoResult Map(SafeFileHandle handle, in MapRequest request)
    {
        // Pages that are copied on write need no right to write.
        (uint protection, uint access) = request.Access switch
        {
            MapAccess.Read => (MEM.PAGE_READONLY, FILE.FILE_MAP_READ),
            MapAccess.ReadWrite => (MEM.PAGE_READWRITE, FILE.FILE_MAP_READ | FILE.FILE_MAP_WRITE),
            _ => (MEM.PAGE_WRITECOPY, FILE.FILE_MAP_COPY),
        };
        using var file = new BorrowedHandle(handle);

        // SAFETY: the calls take numbers only. The system chooses a free address, so no memory that is in use changes.
        // The view keeps the section, so its handle is closed at once and exactly once.
        unsafe
        {
            // As long as the file is now; a part behind that cannot be viewed.
            nint section = _calls.CreateSection(file.Value, null, protection, 0, 0, null);
            if (section == 0)
            {
                return IoResult.Failure(Marshal.GetLastSystemError());
            }

            nint address = _calls.MapView(
                section, access, (uint)(request.Offset >> 32), (uint)request.Offset, (nuint)request.Length);
            int errorCode = address != 0 ? 0 : Marshal.GetLastSystemError();
            _ = _calls.Close(section);
            return errorCode == 0 ? IoResult.Success(address) : IoResult.Failure(errorCode);
        }
    }

    internal override IoResult Unmap(nint address, long length)
    {
        // SAFETY: the one owner of the view gives it back, when nobody holds a reference to it any more.
        unsafe
        {
            return Reported(_calls.UnmapView(address));
        }
    }

    /// <summary>Takes the one hint that Windows has: that pages will be looked at.</summary>
    internal override IoResult AdviseMap(nint address, long length, MapAdvice advice)
    {
        if (advice != MapAdvice.WillNeed)
        {
            return Unsupported();
        }

        var range = new WIN32_MEMORY_RANGE_ENTRY { VirtualAddress = address, NumberOfBytes = (nuint)length };

        // SAFETY: the range lies on this stack during the call, which changes no byte of the memory.
        unsafe
        {
            return Reported(_calls.Prefetch(OwnProcess, 1, &range, 0));
        }
    }

    internal override IoResult FlushMap(nint address, long length)
    {
        // SAFETY: the caller holds the view; the system writes its changed pages to the file and changes none.
        unsafe
        {
            return Reported(_calls.FlushView(address, (nuint)length));
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
                nuint count = 0;
                int returned = _calls.ReadMemory(OwnProcess, address, bytes, (nuint)destination.Length, &count);
                return Copied(returned, count);
            }
        }
    }

    internal override IoResult CopyToMap(nint address, ReadOnlySpan<byte> source)
    {
        // SAFETY: the span is fixed during the call and only read. The caller holds the writable view of which the
        // kernel writes at most that length, ending at a page that is not there.
        unsafe
        {
            fixed (byte* bytes = source)
            {
                nuint count = 0;
                int returned = _calls.WriteMemory(OwnProcess, address, bytes, (nuint)source.Length, &count);
                return Copied(returned, count);
            }
        }
    }

    /// <summary>A copy that ended early is a failure here, with a count. Must follow the call directly.</summary>
    private static IoResult Copied(int returned, nuint count)
    {
        int errorCode = returned != 0 ? 0 : Marshal.GetLastSystemError();
        return errorCode == 0 || (errorCode == ERROR.ERROR_PARTIAL_COPY && count > 0)
            ? IoResult.Success((long)count)
            : IoResult.Failure(errorCode);
    }
}
