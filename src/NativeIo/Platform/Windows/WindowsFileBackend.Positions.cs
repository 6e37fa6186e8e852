using System;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using NativeIo.Interop.Windows;

namespace NativeIo.Platform;

/// <summary>
/// Transfers without an offset. The system keeps a position for synchronous handles only; for ours it is kept here.
/// </summary>
internal sealed partial class WindowsFileBackend
{
    private IoResult ReadAtPosition(SafeFileHandle handle, Span<byte> destination)
    {
        WindowsOpenFile open = WindowsOpenFile.Of(handle, _calls);
        if (open.IsSynchronous)
        {
            return ReadSynchronously(handle, destination);
        }

        if (!open.IsDisk)
        {
            return OfConnection(Read(handle, destination, 0));
        }

        lock (open.PositionLock)
        {
            IoResult result = Read(handle, destination, open.PositionUnsynchronized);
            open.PositionUnsynchronized += result.Value;
            return result;
        }
    }

    private IoResult WriteAtPosition(SafeFileHandle handle, ReadOnlySpan<byte> source)
    {
        WindowsOpenFile open = WindowsOpenFile.Of(handle, _calls);
        if (open.IsSynchronous)
        {
            return WriteSynchronously(handle, source);
        }

        if (!open.IsDisk)
        {
            return OfConnection(Write(handle, source, 0));
        }

        lock (open.PositionLock)
        {
            IoResult result = Write(handle, source, open.PositionUnsynchronized);
            open.PositionUnsynchronized += result.Value;
            return result;
        }
    }

    /// <summary>
    /// Tells a connection whose other side reset it from a file on a share that is gone: the system has one code.
    /// </summary>
    private static IoResult OfConnection(IoResult result) => result.ErrorCode == ERROR.ERROR_NETNAME_DELETED
        ? IoResult.Failure(ERROR.WSAECONNRESET)
        : result;

    private IoResult ReadSynchronously(SafeFileHandle handle, Span<byte> destination)
    {
        using var file = new BorrowedHandle(handle);

        // SAFETY: the span is fixed and the count lies on this stack during the call, which ends when the transfer
        // does; the kernel writes at most the span's length.
        unsafe
        {
            fixed (byte* bytes = destination)
            {
                uint count = 0;
                int returned = _calls.Read(file.Value, bytes, (uint)destination.Length, &count, null);
                return EndIsSuccess(returned != 0
                    ? IoResult.Success(count)
                    : IoResult.Failure(Marshal.GetLastSystemError()));
            }
        }
    }

    private IoResult WriteSynchronously(SafeFileHandle handle, ReadOnlySpan<byte> source)
    {
        using var file = new BorrowedHandle(handle);

        // SAFETY: as in ReadSynchronously; the kernel only reads the span.
        unsafe
        {
            fixed (byte* bytes = source)
            {
                uint count = 0;
                int returned = _calls.Write(file.Value, bytes, (uint)source.Length, &count, null);
                return returned != 0 ? IoResult.Success(count) : IoResult.Failure(Marshal.GetLastSystemError());
            }
        }
    }
}
