using System;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using NativeIo.Interop.Linux;

namespace NativeIo.Platform;

/// <summary>
/// Makes rings: with the best flags that the kernel knows, and not at all, with the reason, where it cannot do what is
/// needed.
/// </summary>
[SupportedOSPlatform("linux")]
internal static partial class UringSetup
{
    private const uint BasicFlags = IoUringConstants.IORING_SETUP_CLAMP | IoUringConstants.IORING_SETUP_CQSIZE;

    private const uint FeaturesNeeded =
        IoUringConstants.IORING_FEAT_SINGLE_MMAP | IoUringConstants.IORING_FEAT_NODROP
        | IoUringConstants.IORING_FEAT_RW_CUR_POS | IoUringConstants.IORING_FEAT_EXT_ARG;

    /// <summary>
    /// What is asked for when only one thread uses the ring; an older kernel refuses, so the next is tried.
    /// </summary>
    private static readonly uint[] s_singleThreaded =
    [
        // Linux 6.6, 6.1, 5.19, 5.18, 5.5.
        BasicFlags | IoUringConstants.IORING_SETUP_SUBMIT_ALL | IoUringConstants.IORING_SETUP_SINGLE_ISSUER
            | IoUringConstants.IORING_SETUP_DEFER_TASKRUN | IoUringConstants.IORING_SETUP_TASKRUN_FLAG
            | IoUringConstants.IORING_SETUP_NO_SQARRAY,
        BasicFlags | IoUringConstants.IORING_SETUP_SUBMIT_ALL | IoUringConstants.IORING_SETUP_SINGLE_ISSUER
            | IoUringConstants.IORING_SETUP_DEFER_TASKRUN | IoUringConstants.IORING_SETUP_TASKRUN_FLAG,
        BasicFlags | IoUringConstants.IORING_SETUP_SUBMIT_ALL | IoUringConstants.IORING_SETUP_COOP_TASKRUN
            | IoUringConstants.IORING_SETUP_TASKRUN_FLAG,
        BasicFlags | IoUringConstants.IORING_SETUP_SUBMIT_ALL,
        BasicFlags,
    ];

    /// <summary>
    /// The same for a ring that moves between threads: completions must not wait for the thread that submitted.
    /// </summary>
    private static readonly uint[] s_movable =
    [
        BasicFlags | IoUringConstants.IORING_SETUP_SUBMIT_ALL | IoUringConstants.IORING_SETUP_NO_SQARRAY,
        BasicFlags | IoUringConstants.IORING_SETUP_SUBMIT_ALL,
        BasicFlags,
    ];

    private static ReadOnlySpan<byte> OperationsNeeded =>
    [
        IoUringConstants.IORING_OP_READ, IoUringConstants.IORING_OP_WRITE, IoUringConstants.IORING_OP_ASYNC_CANCEL,
    ];

    /// <summary>Makes an engine. Ownership: the caller disposes it; null on failure.</summary>
    internal static IoResult Create(
        LinuxCalls calls, in BatchEngineRequest request, out BatchEngine? engine, out string reason)
    {
        engine = null;
        IoResult result = Open(calls, request, out SafeFileHandle? ring, out IoUringParams parameters);
        if (!result.IsSuccess)
        {
            reason = $"io_uring_setup failed: {Marshal.GetPInvokeErrorMessage(result.ErrorCode)}"
                + $" (error {result.ErrorCode})";
            return result;
        }

        reason = (parameters.features & FeaturesNeeded) != FeaturesNeeded
            ? "the kernel's io_uring is too old; Linux 5.11 is needed"
            : MissingOperation(calls, ring!, OperationsNeeded);
        if (reason.Length > 0)
        {
            ring!.Dispose();
            return IoResult.Failure(Errno.EOPNOTSUPP);
        }

        result = MapQueues(calls, ring!, parameters, out UringQueues? queues);
        if (!result.IsSuccess)
        {
            ring!.Dispose();
            reason = $"the ring's memory could not be mapped: {Marshal.GetPInvokeErrorMessage(result.ErrorCode)}"
                + $" (error {result.ErrorCode})";
            return result;
        }

        engine = new UringEngine(calls, ring!, queues!, request, parameters);
        return result;
    }

    /// <summary>
    /// Tells whether a refusal lasts for the process: there is no such call, or a sandbox or the administrator denies
    /// it.
    /// </summary>
    internal static bool IsLasting(int errorCode) =>
        errorCode is Errno.ENOSYS or Errno.EPERM or Errno.EACCES or Errno.EOPNOTSUPP or Errno.EINVAL;

    private static IoResult Open(
        LinuxCalls calls, in BatchEngineRequest request, out SafeFileHandle? ring, out IoUringParams parameters)
    {
        ring = null;
        parameters = default;
        IoResult result = default;
        uint submissions = (uint)(request.SubmissionCount > 0 ? request.SubmissionCount : request.QueueDepth);
        foreach (uint flags in request.IsSingleThreaded ? s_singleThreaded : s_movable)
        {
            // Cancellations complete too, so there is room for twice the operations, unless a test wants none.
            IoUringParams asked = default;
            asked.flags = flags;
            asked.cq_entries = 2 * submissions;
            nint returned;

            // SAFETY: the structure lies on this stack during the call, which writes the 120 bytes that the type has.
            unsafe
            {
                returned = calls.RingCall(
                    IoUringConstants.SYS_io_uring_setup, (nint)submissions, (nint)(&asked), 0, 0, 0, 0);
            }

            result = returned >= 0 ? IoResult.Success(returned) : IoResult.Failure(Marshal.GetLastSystemError());
            if (result.ErrorCode != Errno.EINVAL)
            {
                parameters = asked;
                break;
            }
        }

        ring = result.IsSuccess ? new SafeFileHandle((nint)result.Value, ownsHandle: true) : null;
        return result;
    }

    private static string MissingOperation(
        LinuxCalls calls, SafeFileHandle ring, ReadOnlySpan<byte> operationsNeeded)
    {
        using var descriptor = new BorrowedHandle(ring);
        IoUringProbe probe = default;
        nint returned;

        // SAFETY: the structure lies on this stack during the call, which writes its 16 bytes and at most the 256
        // operations that follow.
        unsafe
        {
            returned = calls.RingCall(
                IoUringConstants.SYS_io_uring_register,
                descriptor.Descriptor,
                (nint)IoUringConstants.IORING_REGISTER_PROBE,
                (nint)(&probe),
                IoUringProbe.OperationCountMax,
                0,
                0);
        }

        if (returned < 0)
        {
            return "the kernel does not say which operations its io_uring has: "
                + Marshal.GetPInvokeErrorMessage(Marshal.GetLastSystemError());
        }

        foreach (byte operation in operationsNeeded)
        {
            bool isKnown = operation <= probe.last_op && operation < probe.ops_len;
            if (!isKnown || (probe.ops[operation].flags & IoUringProbe.IO_URING_OP_SUPPORTED) == 0)
            {
                return $"the kernel's io_uring lacks operation {operation}";
            }
        }

        return "";
    }

    private static IoResult MapQueues(
        LinuxCalls calls, SafeFileHandle ring, in IoUringParams parameters, out UringQueues? queues)
    {
        queues = null;
        using var descriptor = new BorrowedHandle(ring);
        ulong completionEnd = parameters.cq_off.cqes + ((ulong)parameters.cq_entries * 16);
        ulong submissionEnd = parameters.sq_off.array + ((ulong)parameters.sq_entries * sizeof(uint));
        nuint ringsLength = checked((nuint)Math.Max(completionEnd, submissionEnd));
        nuint entriesLength = checked((nuint)parameters.sq_entries * 64);
        IoResult result = RingRegion.Map(
            calls, descriptor.Descriptor, ringsLength, IoUringConstants.IORING_OFF_SQ_RING, out RingRegion? rings);
        if (!result.IsSuccess)
        {
            return result;
        }

        result = RingRegion.Map(
            calls, descriptor.Descriptor, entriesLength, IoUringConstants.IORING_OFF_SQES, out RingRegion? entries);
        if (!result.IsSuccess)
        {
            rings!.Dispose();
            return result;
        }

        queues = new UringQueues(rings!, entries!, parameters);
        return result;
    }
}
