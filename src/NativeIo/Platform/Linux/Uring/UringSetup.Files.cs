using System;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using NativeIo.Interop.Linux;

namespace NativeIo.Platform;

/// <content>Rings for batches of files.</content>
internal static partial class UringSetup
{
    /// <summary>
    /// Files that are opened inside the ring, by chains whose later operations use them: Linux 5.17, later than all
    /// else that batches need and that the kernel does not announce.
    /// </summary>
    private const uint FileFeaturesNeeded = FeaturesNeeded | IoUringConstants.IORING_FEAT_LINKED_FILE;

    private static ReadOnlySpan<byte> FileOperationsNeeded =>
    [
        IoUringConstants.IORING_OP_OPENAT, IoUringConstants.IORING_OP_FADVISE, IoUringConstants.IORING_OP_READ,
        IoUringConstants.IORING_OP_CLOSE,
    ];

    /// <summary>Makes a batch. Ownership: the caller disposes it; null on failure.</summary>
    internal static IoResult CreateFileBatch(LinuxCalls calls, out FileBatch? batch)
    {
        batch = null;
        var request = new BatchEngineRequest(UringFileBatch.OperationCountMax, IsSingleThreaded: true);
        IoResult result = Open(calls, request, out SafeFileHandle? ring, out IoUringParams parameters);
        if (!result.IsSuccess)
        {
            return result;
        }

        bool isFit = (parameters.features & FileFeaturesNeeded) == FileFeaturesNeeded
            && parameters.sq_entries >= UringFileBatch.OperationCountMax
            && MissingOperation(calls, ring!, FileOperationsNeeded).Length == 0;
        result = isFit ? RegisterFiles(calls, ring!) : IoResult.Failure(Errno.EOPNOTSUPP);
        UringQueues? queues = null;
        if (result.IsSuccess)
        {
            result = MapQueues(calls, ring!, parameters, out queues);
        }

        if (!result.IsSuccess)
        {
            ring!.Dispose();
            return result;
        }

        batch = new UringFileBatch(calls, ring!, queues!);
        return result;
    }

    /// <summary>Gives the ring a table of files, all of them missing.</summary>
    private static IoResult RegisterFiles(LinuxCalls calls, SafeFileHandle ring)
    {
        using var descriptor = new BorrowedHandle(ring);
        Span<int> files = stackalloc int[FileBatch.FileCountMax];
        files.Fill(-1);
        nint returned;

        // SAFETY: the table lies on this stack during the call, which copies it.
        unsafe
        {
            fixed (int* table = files)
            {
                returned = calls.RingCall(
                    IoUringConstants.SYS_io_uring_register,
                    descriptor.Descriptor,
                    (nint)IoUringConstants.IORING_REGISTER_FILES,
                    (nint)table,
                    files.Length,
                    0,
                    0);
            }
        }

        return returned >= 0 ? IoResult.Success() : IoResult.Failure(Marshal.GetLastSystemError());
    }
}
