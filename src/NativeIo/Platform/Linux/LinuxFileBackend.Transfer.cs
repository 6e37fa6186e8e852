using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using NativeIo.Interop.Linux;

namespace NativeIo.Platform;

/// <summary>Moving bytes inside the kernel.</summary>
internal sealed partial class LinuxFileBackend
{
    internal override IoResult CloneRange(
        SafeFileHandle source, long sourceOffset, SafeFileHandle destination, long destinationOffset, long length)
    {
        using var from = new BorrowedHandle(source);
        using var to = new BorrowedHandle(destination);
        var range = new FileCloneRange
        {
            src_fd = from.Descriptor,
            src_offset = (ulong)sourceOffset,
            src_length = (ulong)length,
            dest_offset = (ulong)destinationOffset,
        };

        // SAFETY: the range lies on this stack during the call, which only reads it.
        unsafe
        {
            return Reported(_calls.CloneControl(to.Descriptor, FileCloneRange.FICLONERANGE, &range));
        }
    }

    internal override IoResult CopyRange(
        SafeFileHandle source, long sourceOffset, SafeFileHandle destination, long destinationOffset, long length)
    {
        using var from = new BorrowedHandle(source);
        using var to = new BorrowedHandle(destination);

        // SAFETY: the offsets lie on this stack during the call, which updates them; null stands for the position.
        unsafe
        {
            return Reported(_calls.CopyFileRange(
                from.Descriptor,
                sourceOffset < 0 ? null : &sourceOffset,
                to.Descriptor,
                destinationOffset < 0 ? null : &destinationOffset,
                (nuint)length,
                0));
        }
    }

    internal override IoResult SendFile(
        SafeFileHandle source, long sourceOffset, SafeFileHandle destination, long length)
    {
        using var from = new BorrowedHandle(source);
        using var to = new BorrowedHandle(destination);

        // SAFETY: as in CopyRange.
        unsafe
        {
            return Reported(_calls.SendFile(
                to.Descriptor, from.Descriptor, sourceOffset < 0 ? null : &sourceOffset, (nuint)length));
        }
    }

    internal override IoResult Splice(
        SafeFileHandle source, long sourceOffset, SafeFileHandle destination, long destinationOffset, long length)
    {
        using var from = new BorrowedHandle(source);
        using var to = new BorrowedHandle(destination);

        // SAFETY: as in CopyRange.
        unsafe
        {
            return Reported(_calls.Splice(
                from.Descriptor,
                sourceOffset < 0 ? null : &sourceOffset,
                to.Descriptor,
                destinationOffset < 0 ? null : &destinationOffset,
                (nuint)length,
                TransferConstants.SPLICE_F_MOVE));
        }
    }

    internal override IoResult CreatePipe(out SafeFileHandle? reader, out SafeFileHandle? writer)
    {
        IoResult result;
        nint readEnd;
        nint writeEnd;

        // SAFETY: the kernel writes two numbers to this stack during the call.
        unsafe
        {
            int* ends = stackalloc int[2];
            result = Reported(_calls.PipePair(ends, OpenFlag.O_CLOEXEC));
            readEnd = ends[0];
            writeEnd = ends[1];
        }

        reader = result.IsSuccess ? new SafeFileHandle(readEnd, ownsHandle: true) : null;
        writer = result.IsSuccess ? new SafeFileHandle(writeEnd, ownsHandle: true) : null;
        return result;
    }

    internal override IoResult SetPipeCapacity(SafeFileHandle pipe, int capacity)
    {
        using var descriptor = new BorrowedHandle(pipe);

        // SAFETY: the call takes numbers only.
        unsafe
        {
            return Reported(_calls.PipeControl(descriptor.Descriptor, TransferConstants.F_SETPIPE_SZ, capacity));
        }
    }

    internal override IoResult SeekTo(SafeFileHandle handle, long offset, SeekPlace place)
    {
        using var descriptor = new BorrowedHandle(handle);
        int whence = place switch
        {
            SeekPlace.Start => TransferConstants.SEEK_SET,
            SeekPlace.Position => TransferConstants.SEEK_CUR,
            SeekPlace.Stored => TransferConstants.SEEK_DATA,
            _ => TransferConstants.SEEK_HOLE,
        };
        IoResult result;

        // SAFETY: the call takes numbers only.
        unsafe
        {
            result = Reported((nint)_calls.SeekTo(descriptor.Descriptor, offset, whence));
        }

        // ENXIO is the answer of a file with no byte behind the offset, which is no failure.
        return place == SeekPlace.Stored && result.ErrorCode == Errno.ENXIO ? IoResult.Success(-1) : result;
    }

    internal override IoResult WaitUntilReady(SafeFileHandle handle, bool forWriting, int timeoutMs)
    {
        using var descriptor = new BorrowedHandle(handle);
        var waited = new PollDescriptor
        {
            fd = descriptor.Descriptor,
            events = forWriting ? PollDescriptor.POLLOUT : PollDescriptor.POLLIN,
        };

        // SAFETY: the one descriptor lies on this stack during the call.
        unsafe
        {
            return Reported(_calls.PollHandles(&waited, 1, timeoutMs));
        }
    }
}
