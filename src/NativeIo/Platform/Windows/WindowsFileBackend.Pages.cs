using System;
using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using NativeIo.Interop.Windows;

namespace NativeIo.Platform;

/// <summary>
/// Vectored transfers. Windows has them for unbuffered files only, and each element of its list is one page; a longer
/// piece is several elements. Where the rules do not hold the transfer is short, one piece long, and the caller goes
/// on.
/// </summary>
internal sealed partial class WindowsFileBackend
{
    /// <summary>Pages of one transfer: 16 MiB, well below what a process may have locked for transfers.</summary>
    private const int PagesMax = 4096;

    /// <summary>Elements that fit the stack; more are rented.</summary>
    private const int StackElements = 128;

    private static int PageLength => Environment.SystemPageSize;

    /// <summary>Limits the list only; a transfer takes as many pieces as have <see cref="PagesMax"/> pages.</summary>
    internal override int VectorCountMax => 1024;

    internal override IoResult ReadVectored(SafeFileHandle handle, ReadOnlySpan<IoVector> pieces, long offset) =>
        TransferVectored(handle, pieces, offset, isRead: true);

    internal override IoResult WriteVectored(SafeFileHandle handle, ReadOnlySpan<IoVector> pieces, long offset) =>
        TransferVectored(handle, pieces, offset, isRead: false);

    private static bool IsWholePages(in IoVector piece) =>
        piece.Address % PageLength == 0 && piece.Length % (nuint)PageLength == 0 && piece.Length > 0;

    /// <summary>Counts the pages of the pieces in front that are whole pages.</summary>
    private static int CountPages(ReadOnlySpan<IoVector> pieces)
    {
        long count = 0;
        foreach (ref readonly IoVector piece in pieces)
        {
            if (!IsWholePages(piece) || count >= PagesMax)
            {
                break;
            }

            count += (long)(piece.Length / (nuint)PageLength);
        }

        return (int)Math.Min(count, PagesMax);
    }

    private IoResult TransferVectored(
        SafeFileHandle handle, ReadOnlySpan<IoVector> pieces, long offset, bool isRead)
    {
        WindowsOpenFile open = WindowsOpenFile.Of(handle, _calls);
        if (!open.IsUnbuffered || open.IsSynchronous || offset < 0 || pieces.IsEmpty)
        {
            return Unsupported();
        }

        int count = CountPages(pieces);
        if (count == 0)
        {
            return TransferFirst(handle, pieces[0], offset, isRead);
        }

        // One element more, which is zero: older systems look for it.
        FILE_SEGMENT_ELEMENT[]? rented = count < StackElements
            ? null
            : ArrayPool<FILE_SEGMENT_ELEMENT>.Shared.Rent(count + 1);
        Span<FILE_SEGMENT_ELEMENT> elements = rented ?? stackalloc FILE_SEGMENT_ELEMENT[StackElements];
        elements = elements[..(count + 1)];
        Fill(elements, pieces);
        IoResult result = TransferPages(handle, elements, offset, isRead);
        if (rented is not null)
        {
            ArrayPool<FILE_SEGMENT_ELEMENT>.Shared.Return(rented);
        }

        return result;
    }

    private static void Fill(Span<FILE_SEGMENT_ELEMENT> elements, ReadOnlySpan<IoVector> pieces)
    {
        int index = 0;
        int count = elements.Length - 1;
        foreach (ref readonly IoVector piece in pieces)
        {
            for (nuint start = 0; start < piece.Length && index < count; start += (nuint)PageLength)
            {
                elements[index++].Alignment = (ulong)piece.Address + start;
            }

            if (index == count)
            {
                break;
            }
        }

        elements[count] = default;
    }

    private IoResult TransferFirst(SafeFileHandle handle, in IoVector piece, long offset, bool isRead)
    {
        // SAFETY: the caller keeps the memory of all pieces in place, each as long as it says.
        unsafe
        {
            int length = (int)Math.Min(piece.Length, TransferMax);
            return isRead
                ? Read(handle, new Span<byte>((void*)piece.Address, length), offset)
                : Write(handle, new ReadOnlySpan<byte>((void*)piece.Address, length), offset);
        }
    }

    private IoResult TransferPages(
        SafeFileHandle handle, ReadOnlySpan<FILE_SEGMENT_ELEMENT> elements, long offset, bool isRead)
    {
        using var file = new BorrowedHandle(handle);
        int errorCode = TryStart(offset, out OVERLAPPED overlapped);
        if (errorCode != 0)
        {
            return IoResult.Failure(errorCode);
        }

        uint length = (uint)(elements.Length - 1) * (uint)PageLength;

        // SAFETY: the list is fixed, the OVERLAPPED on this stack and the caller's memory in place until Finished saw
        // the end of the transfer; each element is the address of one whole page of it.
        unsafe
        {
            fixed (FILE_SEGMENT_ELEMENT* list = elements)
            {
                int returned = isRead
                    ? _calls.ReadPages(file.Value, list, length, null, &overlapped)
                    : _calls.WritePages(file.Value, list, length, null, &overlapped);
                errorCode = returned != 0 ? 0 : Marshal.GetLastSystemError();
                IoResult result = Finished(file.Value, errorCode, ref overlapped);
                return isRead ? EndIsSuccess(result) : result;
            }
        }
    }
}
