using System;
using Microsoft.Win32.SafeHandles;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>
/// What every transfer needs on every system, done once: interrupted calls again, short ones to their end, large ones
/// in parts, and a device that accepts nothing given up.
/// </summary>
internal static class Transfers
{
    /// <summary>
    /// Calls that may do nothing in a row, as interrupted ones and writes of 0 bytes; a signal storm ends before.
    /// </summary>
    internal const int IdleCallsMax = 1024;

    /// <summary>Reads once, again when interrupted; 0 bytes mean the end.</summary>
    internal static IoResult ReadOnce(FileBackend backend, SafeFileHandle handle, Span<byte> destination, long offset)
    {
        Span<byte> part = destination[..Math.Min(destination.Length, backend.TransferLengthMax)];
        IoResult result;
        int attempts = 0;
        do
        {
            result = backend.Read(handle, part, offset);
        }
        while (!result.IsSuccess && IsWorthRepeating(backend, result.ErrorCode, ref attempts));
        return result;
    }

    /// <summary>Reads until the memory is full or the file ends. The value counts also what a failure left.</summary>
    internal static IoResult ReadFull(FileBackend backend, SafeFileHandle handle, Span<byte> destination, long offset)
    {
        int total = 0;
        while (total < destination.Length)
        {
            long position = offset < 0 ? offset : offset + total;
            IoResult result = ReadOnce(backend, handle, destination[total..], position);
            if (!result.IsSuccess)
            {
                return new IoResult(total, result.ErrorCode);
            }

            if (result.Value == 0)
            {
                break;
            }

            total += (int)result.Value;
        }

        return IoResult.Success(total);
    }

    /// <summary>Writes everything. The value counts also what was written before a failure.</summary>
    /// <exception cref="NativeIoException">The device accepts nothing and gives no reason.</exception>
    internal static IoResult WriteFull(
        FileBackend backend, SafeFileHandle handle, ReadOnlySpan<byte> source, long offset, NativePath path)
    {
        int total = 0;
        int attempts = 0;
        while (total < source.Length)
        {
            ReadOnlySpan<byte> part = source.Slice(total, Math.Min(source.Length - total, backend.TransferLengthMax));
            IoResult result = backend.Write(handle, part, offset < 0 ? offset : offset + total);
            if (!result.IsSuccess)
            {
                if (IsWorthRepeating(backend, result.ErrorCode, ref attempts))
                {
                    continue;
                }

                return new IoResult(total, result.ErrorCode);
            }

            total += (int)result.Value;
            if (result.Value > 0)
            {
                attempts = 0;
            }
            else if (++attempts == IdleCallsMax)
            {
                throw NothingAccepted(path, total);
            }
        }

        return IoResult.Success(total);
    }

    /// <summary>Tells whether a failed call did nothing only because a signal came.</summary>
    internal static bool IsWorthRepeating(FileBackend backend, int errorCode, ref int attempts) =>
        backend.Classify(errorCode) == IoErrorKind.Interrupted && ++attempts < IdleCallsMax;

    /// <summary>Makes the error of a device that takes no bytes and gives no reason.</summary>
    internal static NativeIoException NothingAccepted(NativePath path, long bytesTransferred) => IoError.Create(
        "write",
        path,
        IoErrorKind.DeviceFault,
        $"it accepted none of the bytes {IdleCallsMax} times in a row, and gave no reason",
        bytesTransferred);
}
