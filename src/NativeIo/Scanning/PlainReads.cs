using System;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>
/// Reads of an open file, with what every transfer needs: interrupted ones again, short ones to their end.
/// </summary>
internal static class PlainReads
{
    /// <summary>Reads once, again when interrupted; 0 bytes mean the end.</summary>
    internal static IoResult Once(FileBackend backend, FileDescriptor file, Span<byte> destination, long offset)
    {
        Span<byte> part = destination[..Math.Min(destination.Length, backend.TransferLengthMax)];
        int attempts = 0;
        IoResult result;
        do
        {
            result = backend.Read(file, part, offset);
        }
        while (!result.IsSuccess && Transfers.IsWorthRepeating(backend, result.ErrorCode, ref attempts));
        return result;
    }

    /// <summary>Reads until the memory is full or the file ends. The value counts also what a failure left.</summary>
    internal static IoResult Fill(FileBackend backend, FileDescriptor file, Span<byte> destination, long offset)
    {
        int total = 0;
        while (total < destination.Length)
        {
            IoResult result = Once(backend, file, destination[total..], offset + total);
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
}
