using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Threading;
using Microsoft.Win32.SafeHandles;
using NativeIo.Interop.Linux;

namespace NativeIo.Platform;

/// <summary>Transfers by io_uring.</summary>
/// <remarks>
/// <para>Life of an operation: pushed to the submission queue -> taken by the kernel in a call -> completion in the
/// shared queue -> copied to the results -> taken by the user. Completions are copied out after each call, before
/// anybody acts on them, so that the completion queue never stays full; what did not fit there the kernel keeps and
/// hands over in the next call.</para>
/// <para>A submission that the kernel does not take for a lasting reason is withdrawn and ends as a failed
/// operation. What it has taken it may use until its completion is seen, so that nothing of that ends here when the
/// kernel does not let this process wait.</para>
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed partial class UringEngine : BatchEngine
{
    /// <summary>The token of cancellations, which no operation has; their results interest nobody.</summary>
    private const ulong CancelToken = ulong.MaxValue;

    /// <summary>Calls in a row by which nothing moves before the operations end as failed.</summary>
    private const int IdleCallsMax = 128;

    private readonly LinuxCalls _calls;
    private readonly SafeFileHandle _ring;
    private readonly UringQueues _queues;
    private readonly Queue<BatchResult> _results;
    private readonly bool _defersWork;

    /// <summary>Operations and cancellations that were pushed and have not completed.</summary>
    private int _outstanding;

    /// <summary>Ownership: transfers the ring and its queues.</summary>
    internal UringEngine(
        LinuxCalls calls,
        SafeFileHandle ring,
        UringQueues queues,
        in BatchEngineRequest request,
        in IoUringParams parameters)
    {
        _calls = calls;
        _ring = ring;
        _queues = queues;
        _results = new Queue<BatchResult>(request.QueueDepth);
        _defersWork = (parameters.flags & IoUringConstants.IORING_SETUP_DEFER_TASKRUN) != 0;
        SetupFlags = parameters.flags;
    }

    /// <summary>Gets the flags that the kernel accepted.</summary>
    internal uint SetupFlags { get; }

    /// <summary>Gets the operations that the kernel has taken and not completed.</summary>
    private int AcceptedCount => _outstanding - (int)_queues.QueuedCount;

    internal override void Queue(in BatchOperation operation, ulong token)
    {
        Debug.Assert(token != CancelToken, "An operation has a token of its own.");
        int length = operation.Memory.Length;
        nint address;
        int descriptor;

        // SAFETY: only the numbers are taken here. The caller keeps the memory pinned and holds a reference to the
        // handle until it has taken the operation's result, and the pin is of exactly this memory.
        unsafe
        {
            address = (nint)operation.Pin.Pointer;
            descriptor = (int)operation.Handle.DangerousGetHandle();
        }

        int region = FindRegion(address, length);
        Push(new IoUringSqe
        {
            opcode = OpcodeOf(operation.IsWrite, region >= 0),
            fd = descriptor,
            off = (ulong)Math.Max(operation.Offset, FileBackend.AtPosition),
            addr = (ulong)address,
            len = (uint)length,
            user_data = token,
            buf_index = (ushort)Math.Max(region, 0),
        });
    }

    internal override void Cancel(ulong token) => Push(new IoUringSqe
    {
        opcode = IoUringConstants.IORING_OP_ASYNC_CANCEL,
        fd = -1,
        addr = token,
        user_data = CancelToken,
    });

    internal override void Submit() => _ = Exchange(waits: false, Infinite);

    internal override bool TryTake(out BatchResult result)
    {
        if (_results.TryDequeue(out result))
        {
            return true;
        }

        Collect();
        if (_results.Count == 0 && MustAskKernel())
        {
            _ = Enter(0, 0, 0, flushes: true);
            Collect();
        }

        return _results.TryDequeue(out result);
    }

    internal override IoResult Wait(int timeoutMs) => Exchange(waits: true, timeoutMs);

    /// <inheritdoc/>
    public override void Dispose()
    {
        // The ring is closed first and its memory freed after, so that the kernel never sees the memory go.
        _ring.Dispose();
        _queues.Dispose();
        ReleaseRegions();
    }

    private static byte OpcodeOf(bool isWrite, bool isRegistered) => (isWrite, isRegistered) switch
    {
        (false, false) => IoUringConstants.IORING_OP_READ,
        (true, false) => IoUringConstants.IORING_OP_WRITE,
        (false, true) => IoUringConstants.IORING_OP_READ_FIXED,
        (true, true) => IoUringConstants.IORING_OP_WRITE_FIXED,
    };

    private static int RemainingMs(long deadline) =>
        deadline == long.MaxValue ? Infinite : (int)Math.Max(0, deadline - Environment.TickCount64);

    private void Push(in IoUringSqe submission)
    {
        if (!_queues.TryPush(submission))
        {
            // A full queue: the kernel takes what is in it, or it is withdrawn; either way there is room after.
            _ = Exchange(waits: false, Infinite);
            bool isPushed = _queues.TryPush(submission);
            Debug.Assert(isPushed, "The queue was emptied.");
        }

        _outstanding++;
    }

    /// <summary>Completions may not be in the queue yet: they did not fit, or wait for this thread.</summary>
    private bool MustAskKernel() => AcceptedCount > 0 && (_defersWork
        || (_queues.Flags & (IoUringConstants.IORING_SQ_CQ_OVERFLOW | IoUringConstants.IORING_SQ_TASKRUN)) != 0);

    private void Collect()
    {
        while (_queues.TryPop(out IoUringCqe completion))
        {
            _outstanding--;
            Debug.Assert(_outstanding >= 0, "Each submission completes once.");
            if (completion.user_data != CancelToken)
            {
                _results.Enqueue(new BatchResult(
                    completion.user_data,
                    completion.res >= 0 ? IoResult.Success(completion.res) : IoResult.Failure(-completion.res),
                    completion.res == -Errno.ECANCELED));
            }
        }
    }

    /// <summary>
    /// Submits what is queued and, when asked to, waits for a result. Interruptions are repeated; a kernel that is busy
    /// or out of memory gets the chance to complete something first.
    /// </summary>
    private IoResult Exchange(bool waits, int timeoutMs)
    {
        long deadline = timeoutMs < 0 ? long.MaxValue : Environment.TickCount64 + timeoutMs;
        int idleCalls = 0;
        while (true)
        {
            Collect();
            uint queued = _queues.Publish();
            bool mustWait = waits && _results.Count == 0 && _outstanding > 0;
            if (queued == 0 && !mustWait)
            {
                return IoResult.Success();
            }

            int errorCode = Enter(queued, mustWait ? 1u : 0, RemainingMs(deadline), flushes: false);
            idleCalls = queued == 0 || _queues.QueuedCount < queued ? 0 : idleCalls + 1;
            Collect();
            if (waits && RemainingMs(deadline) == 0)
            {
                return IoResult.Success();
            }

            if (!Recover(errorCode, idleCalls, RemainingMs(deadline)) && mustWait && _results.Count == 0)
            {
                // The kernel refuses even to wait. Nothing is queued any more, and there is no result.
                return IoResult.Failure(errorCode);
            }
        }
    }

    /// <summary>Does what a failed call needs before the next. False when another call is of no use.</summary>
    private bool Recover(int errorCode, int idleCalls, int timeoutMs)
    {
        bool isHopeless = idleCalls >= IdleCallsMax;
        switch (errorCode)
        {
            case 0 or Errno.EINTR or Errno.ETIME when !isHopeless:
                return true;
            case Errno.EAGAIN or Errno.EBUSY when !isHopeless:
                MakeRoom(timeoutMs);
                return true;
            default:
                Withdraw(errorCode);
                return false;
        }
    }

    /// <summary>Waits for one completion, after which the kernel may take more.</summary>
    private void MakeRoom(int timeoutMs)
    {
        if (AcceptedCount > 0)
        {
            _ = Enter(0, 1, timeoutMs, flushes: true);
            Collect();
        }
        else
        {
            _ = Thread.Yield();
        }
    }

    /// <summary>Ends what the kernel does not take.</summary>
    private void Withdraw(int errorCode)
    {
        // EAGAIN would be taken for a file that does not wait.
        int reported = errorCode is 0 or Errno.EINTR or Errno.EAGAIN or Errno.EBUSY ? Errno.ENOMEM : errorCode;
        while (_queues.TryWithdraw(out IoUringSqe submission))
        {
            _outstanding--;
            if (submission.user_data != CancelToken)
            {
                _results.Enqueue(
                    new BatchResult(submission.user_data, IoResult.Failure(reported), IsRefused: true));
            }
        }
    }

    /// <summary>Enters the kernel once; the code of the failure, or 0.</summary>
    private int Enter(uint submissionCount, uint completionCountMin, int timeoutMs, bool flushes)
    {
        uint flags = flushes || completionCountMin > 0 || _defersWork ? IoUringConstants.IORING_ENTER_GETEVENTS : 0;
        using var descriptor = new BorrowedHandle(_ring);
        nint returned;
        if (completionCountMin > 0 && timeoutMs >= 0)
        {
            return EnterTimed(descriptor.Descriptor, submissionCount, completionCountMin, flags, timeoutMs);
        }

        // SAFETY: the call takes numbers only. What the submissions name stays valid as Queue says.
        unsafe
        {
            returned = _calls.RingCall(
                IoUringConstants.SYS_io_uring_enter,
                descriptor.Descriptor,
                (nint)submissionCount,
                (nint)completionCountMin,
                (nint)flags,
                0,
                0);
        }

        return returned >= 0 ? 0 : Marshal.GetLastSystemError();
    }

    private int EnterTimed(int descriptor, uint submissionCount, uint completionCountMin, uint flags, int timeoutMs)
    {
        var time = new KernelTimeSpec { tv_sec = timeoutMs / 1000, tv_nsec = timeoutMs % 1000 * 1_000_000L };
        nint returned;

        // SAFETY: the argument and the time that it points to lie on this stack during the call.
        unsafe
        {
            var argument = new IoUringGetEventsArg { ts = (ulong)(nint)(&time) };
            returned = _calls.RingCall(
                IoUringConstants.SYS_io_uring_enter,
                descriptor,
                (nint)submissionCount,
                (nint)completionCountMin,
                (nint)(flags | IoUringConstants.IORING_ENTER_EXT_ARG),
                (nint)(&argument),
                sizeof(IoUringGetEventsArg));
        }

        return returned >= 0 ? 0 : Marshal.GetLastSystemError();
    }
}
