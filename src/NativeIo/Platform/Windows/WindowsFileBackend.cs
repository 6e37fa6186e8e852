using System;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Threading;
using Microsoft.Win32.SafeHandles;
using NativeIo.Interop.Windows;

namespace NativeIo.Platform;

/// <summary>Windows by its own calls.</summary>
/// <remarks>
/// <para>Files are opened overlapped, since transfers on one synchronous handle wait for each other. A transfer names
/// its offset and an event of the calling thread in an OVERLAPPED on the stack, and returns when it is over: memory and
/// OVERLAPPED belong to the kernel until then.</para>
/// <para>Thread safety: all members.</para>
/// </remarks>
[SupportedOSPlatform("windows")]
internal sealed partial class WindowsFileBackend : FileBackend
{
    /// <summary>Whole pages below 2 GiB, as on Linux: a count that every file system and redirector takes.</summary>
    private const int TransferMax = 0x7ffff000;

    private readonly WindowsCalls _calls;

    internal WindowsFileBackend(WindowsCalls calls) => _calls = calls;

    internal override string Name => "windows";

    internal override int TransferLengthMax => TransferMax;

    protected override int UnsupportedCode => ERROR.ERROR_NOT_SUPPORTED;

    internal override string Describe(int errorCode) => Marshal.GetPInvokeErrorMessage(errorCode).TrimEnd('.', ' ');

    internal override IoErrorKind Classify(int errorCode) => WindowsErrors.Classify(errorCode);

    internal override IoResult Read(SafeFileHandle handle, Span<byte> destination, long offset)
    {
        if (offset < 0)
        {
            return ReadAtPosition(handle, destination);
        }

        using var file = new BorrowedHandle(handle);
        int errorCode = TryStart(offset, out OVERLAPPED overlapped);
        if (errorCode != 0)
        {
            return IoResult.Failure(errorCode);
        }

        // SAFETY: the span is fixed and the OVERLAPPED on this stack until Finished saw the end of the transfer, and
        // the kernel writes at most the span's length; the handle is borrowed, so it stays this file's.
        unsafe
        {
            fixed (byte* bytes = destination)
            {
                int returned = _calls.Read(file.Value, bytes, (uint)destination.Length, null, &overlapped);
                errorCode = returned != 0 ? 0 : Marshal.GetLastSystemError();
                IoResult result = EndIsSuccess(Finished(file.Value, errorCode, ref overlapped));
                return OfRights(result, file.Value, FILE.FILE_READ_DATA);
            }
        }
    }

    internal override IoResult Write(SafeFileHandle handle, ReadOnlySpan<byte> source, long offset)
    {
        if (offset < 0)
        {
            return WriteAtPosition(handle, source);
        }

        using var file = new BorrowedHandle(handle);
        int errorCode = TryStart(offset, out OVERLAPPED overlapped);
        if (errorCode != 0)
        {
            return IoResult.Failure(errorCode);
        }

        // SAFETY: as in Read; the kernel only reads the span.
        unsafe
        {
            fixed (byte* bytes = source)
            {
                int returned = _calls.Write(file.Value, bytes, (uint)source.Length, null, &overlapped);
                errorCode = returned != 0 ? 0 : Marshal.GetLastSystemError();
                IoResult result = Finished(file.Value, errorCode, ref overlapped);
                return OfRights(result, file.Value, FILE.FILE_WRITE_DATA | FILE.FILE_APPEND_DATA);
            }
        }
    }

    internal override IoResult SetLength(SafeFileHandle handle, long length) =>
        SetNumber(handle, FILE_INFO_BY_HANDLE_CLASS.FileEndOfFileInfo, length);

    internal override IoResult Flush(SafeFileHandle handle, FlushLevel level)
    {
        if (level == FlushLevel.None)
        {
            return IoResult.Success();
        }

        using var file = new BorrowedHandle(handle);

        // SAFETY: the call takes a handle only.
        unsafe
        {
            return Reported(_calls.Flush(file.Value));
        }
    }

    /// <summary>
    /// Reserves space for an empty file. The system's call cuts a file that is longer than what it reserves, so for one
    /// that has bytes, and may get more of them meanwhile, there is no safe way.
    /// </summary>
    internal override IoResult Allocate(SafeFileHandle handle, long offset, long length)
    {
        IoResult result = GetFact(handle, FILE_INFO_BY_HANDLE_CLASS.FileStandardInfo, out FILE_STANDARD_INFO standard);
        if (!result.IsSuccess)
        {
            return result;
        }

        if (length > long.MaxValue - offset)
        {
            return IoResult.Failure(ERROR.ERROR_FILE_TOO_LARGE);
        }

        return offset + length <= standard.AllocationSize ? IoResult.Success()
            : standard.EndOfFile > 0 ? Unsupported()
            : SetNumber(handle, FILE_INFO_BY_HANDLE_CLASS.FileAllocationInfo, offset + length);
    }

    /// <summary>Makes a result of a call's return value; must follow the call directly, which set the code.</summary>
    private static IoResult Reported(int returned) => returned != 0
        ? IoResult.Success()
        : IoResult.Failure(Marshal.GetLastSystemError());

    /// <summary>The end of a file is a code here, and so is a pipe whose other end was closed.</summary>
    private static IoResult EndIsSuccess(IoResult result) =>
        result.ErrorCode is ERROR.ERROR_HANDLE_EOF or ERROR.ERROR_BROKEN_PIPE ? IoResult.Success() : result;

    /// <summary>
    /// Tells a handle that was opened without a right from a file that the system protects: elsewhere the first is a
    /// bad handle, and here both are one code.
    /// </summary>
    private IoResult OfRights(IoResult result, nint file, uint rights)
    {
        if (result.ErrorCode != ERROR.ERROR_ACCESS_DENIED)
        {
            return result;
        }

        // All rights, when the system does not say.
        uint granted = uint.MaxValue;

        // SAFETY: both results lie on this stack during the call, and the system writes at most their size.
        unsafe
        {
            IO_STATUS_BLOCK status = default;
            _ = _calls.NtGetFile(file, &status, &granted, sizeof(uint), NT.FileAccessInformation);
        }

        return (granted & rights) == 0 ? IoResult.Failure(ERROR.ERROR_INVALID_HANDLE) : result;
    }

    private int TryStart(long offset, out OVERLAPPED overlapped)
    {
        WindowsEvent? signal = WindowsEvent.OfThread(_calls, out int errorCode);
        overlapped = new OVERLAPPED
        {
            Offset = (uint)offset,
            OffsetHigh = (uint)(offset >> 32),
            hEvent = signal?.TransferValue ?? 0,
        };
        return errorCode;
    }

    /// <summary>
    /// Returns when a transfer is over, whether it ended at once or the kernel still has it, with the bytes it counted.
    /// </summary>
    private IoResult Finished(nint file, int errorCode, ref OVERLAPPED overlapped)
    {
        if (errorCode == ERROR.ERROR_IO_PENDING)
        {
            errorCode = WaitUntilOver(file, ref overlapped);
        }

        // A message that is longer than the memory is a short transfer.
        return errorCode is ERROR.ERROR_SUCCESS or ERROR.ERROR_MORE_DATA
            ? IoResult.Success((long)overlapped.InternalHigh)
            : IoResult.Failure(errorCode);
    }

    private int WaitUntilOver(nint file, ref OVERLAPPED overlapped)
    {
        var spin = default(SpinWait);
        while (true)
        {
            int errorCode;

            // SAFETY: the OVERLAPPED lies on a caller's stack, so fixing it gives the address that the kernel has; the
            // count lies on this stack during the call.
            unsafe
            {
                fixed (OVERLAPPED* transfer = &overlapped)
                {
                    uint count;
                    errorCode = _calls.GetResult(file, transfer, &count, 1) != 0 ? 0 : Marshal.GetLastSystemError();
                }
            }

            // Pairs with the kernel's write of the status, which comes after the memory's. Returning earlier would
            // free memory that the kernel still writes to, so a wait that failed is done again.
            if (Volatile.Read(ref overlapped.Internal) != NT.STATUS_PENDING)
            {
                return errorCode;
            }

            spin.SpinOnce();
        }
    }

    private IoResult SetNumber(SafeFileHandle handle, FILE_INFO_BY_HANDLE_CLASS fact, long value)
    {
        using var file = new BorrowedHandle(handle);

        // SAFETY: the number lies on this stack during the call, which reads eight bytes.
        unsafe
        {
            return Reported(_calls.SetFact(file.Value, fact, &value, sizeof(long)));
        }
    }

    private IoResult GetFact<T>(SafeFileHandle handle, FILE_INFO_BY_HANDLE_CLASS fact, out T value)
        where T : unmanaged
    {
        using var file = new BorrowedHandle(handle);
        value = default;

        // SAFETY: the result is fixed during the call, which writes at most its size.
        unsafe
        {
            fixed (T* result = &value)
            {
                return Reported(_calls.GetFact(file.Value, fact, result, (uint)sizeof(T)));
            }
        }
    }
}
