using System;
using System.Buffers;
using System.Collections.Generic;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Threading;
using Microsoft.Win32.SafeHandles;
using NativeIo.Interop.Linux;

namespace NativeIo.Platform;

/// <summary>Batches of files by io_uring: one call for all of them.</summary>
/// <remarks>
/// <para>Each file is a chain that the kernel works off in order: open into the ring's own table -> advise, which fails
/// for a pipe, so that no byte is taken from one -> read -> read again, which has to find the end -> close. An open or
/// an advice that fails ends its chain; short reads do not. A file counts only when every operation did what it should.
/// </para>
/// <para>Files are opened so that nothing waits for another process. That makes reads fail whose bytes are not cached;
/// those files are read by the caller in the usual way.</para>
/// <para>The second read cannot be left out: a read is short also before a page that the device cannot give.</para>
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class UringFileBatch : FileBatch
{
    /// <summary>The most operations at once.</summary>
    internal const int OperationCountMax = FileCountMax * (int)Step.Count;

    private const int PathLengthMax = 1024;
    private const int AheadLength = 64;

    /// <summary>Calls in a row by which nothing moves before the ring is given up.</summary>
    private const int IdleCallsMax = 128;

    private static readonly Lock s_leakLock = new();

    /// <summary>What the kernel may still write to; reachable for ever, so that nothing of it is freed.</summary>
    private static readonly List<UringFileBatch> s_leaked = [];

    private readonly LinuxCalls _calls;
    private readonly SafeFileHandle _ring;
    private readonly UringQueues _queues;

    /// <summary>
    /// Paths and the bytes of second reads, where the kernel finds them: the collector does not move it.
    /// </summary>
    private readonly byte[] _own = GC.AllocateArray<byte>(FileCountMax * (PathLengthMax + AheadLength), pinned: true);
    private readonly int[] _results = new int[OperationCountMax];
    private readonly int[] _openFlags = new int[FileCountMax];
    private MemoryHandle _pin;
    private int _partLength;
    private int _outstanding;
    private bool _isLeaked;

    /// <summary>Ownership: transfers the ring and its queues.</summary>
    internal UringFileBatch(LinuxCalls calls, SafeFileHandle ring, UringQueues queues)
    {
        _calls = calls;
        _ring = ring;
        _queues = queues;
    }

    private enum Step
    {
        Open,
        Advise,
        Read,
        ReadAhead,
        Close,
        Count,
    }

    internal override bool Add(int index, NativePath path, bool followsLinks)
    {
        using var bytes = new PathBytes(path, _own.AsSpan(index * PathLengthMax, PathLengthMax));
        if (path.IsEmpty || bytes.Span.Length > PathLengthMax
            || !bytes.Span.Overlaps(_own.AsSpan(index * PathLengthMax, PathLengthMax)))
        {
            return false;
        }

        _openFlags[index] = OpenFlag.O_RDONLY | OpenFlag.O_NOCTTY | OpenFlag.O_NONBLOCK
            | (followsLinks ? 0 : OpenFlag.O_NOFOLLOW);
        return true;
    }

    internal override bool Execute(Memory<byte> memory)
    {
        Debug.Assert(_outstanding == 0, "The last batch is over.");
        _partLength = memory.Length / FileCountMax;
        Array.Fill(_results, -Errno.ECANCELED);
        _pin = memory.Pin();
        for (int index = 0; index < FileCountMax; index++)
        {
            if (_openFlags[index] != 0)
            {
                Push(index);
            }
        }

        bool isOver = Finish();

        // A chain that was cut after its file was open has left it open.
        for (int index = 0; isOver && index < FileCountMax; index++)
        {
            bool wasOpened = _openFlags[index] != 0 && ResultOf(index, Step.Open) >= 0;
            if (wasOpened && ResultOf(index, Step.Close) < 0)
            {
                Push(ClosingOf(index));
            }
        }

        isOver = isOver && Finish();
        Array.Clear(_openFlags);
        if (!_isLeaked)
        {
            _pin.Dispose();
            _pin = default;
        }

        return isOver;
    }

    internal override int LengthOf(int index)
    {
        int length = ResultOf(index, Step.Read);
        bool isWhole = ResultOf(index, Step.Open) == 0 && ResultOf(index, Step.Advise) == 0
            && ResultOf(index, Step.ReadAhead) == 0 && length > 0 && length < _partLength;
        return isWhole ? length : 0;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (!_isLeaked)
        {
            // The ring is closed first and its memory freed after, so that the kernel never sees the memory go.
            _ring.Dispose();
            _queues.Dispose();
        }
    }

    private static ulong TokenOf(int index, Step step) => (ulong)((index * (int)Step.Count) + (int)step);

    private static IoUringSqe ClosingOf(int index) => new()
    {
        opcode = IoUringConstants.IORING_OP_CLOSE,
        splice_fd_in = index + 1,
        user_data = TokenOf(index, Step.Close),
    };

    private int ResultOf(int index, Step step) => _results[(int)TokenOf(index, step)];

    private void Push(int index)
    {
        nint part;
        nint own;

        // SAFETY: only numbers are taken here. The memory is pinned until the batch is over, and _own never moves; the
        // parts of each index lie inside both.
        unsafe
        {
            part = (nint)_pin.Pointer + (index * _partLength);
            own = Marshal.UnsafeAddrOfPinnedArrayElement(_own, 0);
        }

        const byte ChainedFile = IoUringConstants.IOSQE_FIXED_FILE | IoUringConstants.IOSQE_IO_HARDLINK;
        Push(new IoUringSqe
        {
            opcode = IoUringConstants.IORING_OP_OPENAT,
            flags = IoUringConstants.IOSQE_IO_LINK,
            fd = StatX.AT_FDCWD,
            addr = (ulong)(own + (index * PathLengthMax)),
            rw_flags = (uint)_openFlags[index],
            splice_fd_in = index + 1,
            user_data = TokenOf(index, Step.Open),
        });
        Push(new IoUringSqe
        {
            opcode = IoUringConstants.IORING_OP_FADVISE,
            flags = IoUringConstants.IOSQE_FIXED_FILE | IoUringConstants.IOSQE_IO_LINK,
            fd = index,
            rw_flags = FileConstants.POSIX_FADV_NORMAL,
            user_data = TokenOf(index, Step.Advise),
        });
        Push(ReadOf(index, ChainedFile, part, _partLength, Step.Read));
        nint ahead = own + (FileCountMax * PathLengthMax) + (index * AheadLength);
        Push(ReadOf(index, ChainedFile, ahead, AheadLength, Step.ReadAhead));
        Push(ClosingOf(index));
    }

    private static IoUringSqe ReadOf(int index, byte flags, nint address, int length, Step step) => new()
    {
        opcode = IoUringConstants.IORING_OP_READ,
        flags = flags,
        fd = index,
        off = ulong.MaxValue,
        addr = (ulong)address,
        len = (uint)length,
        user_data = TokenOf(index, step),
    };

    private void Push(in IoUringSqe submission)
    {
        bool isPushed = _queues.TryPush(submission);
        Debug.Assert(isPushed, "The queue has room for all operations.");
        _outstanding++;
    }

    /// <summary>Submits what was pushed and waits until nothing is in flight. False when that cannot be had.</summary>
    private bool Finish()
    {
        int idleCalls = 0;
        while (_outstanding > 0)
        {
            uint queued = _queues.Publish();
            int before = _outstanding;
            int errorCode = Enter(queued);
            while (_queues.TryPop(out IoUringCqe completion))
            {
                _results[(int)completion.user_data] = completion.res;
                _outstanding--;
            }

            bool isIdle = _outstanding == before && _queues.QueuedCount == queued;
            idleCalls = isIdle ? idleCalls + 1 : 0;
            bool isPassing = errorCode is 0 or Errno.EINTR or Errno.EAGAIN or Errno.EBUSY;
            if (idleCalls >= IdleCallsMax || (isIdle && !isPassing))
            {
                return GiveUp();
            }
        }

        return true;
    }

    /// <summary>
    /// Takes back what the kernel has not taken. What it has taken it may still write to: then the memory stays for
    /// ever, and so does this object.
    /// </summary>
    private bool GiveUp()
    {
        while (_queues.TryWithdraw(out _))
        {
            _outstanding--;
        }

        if (_outstanding > 0)
        {
            _isLeaked = true;
            lock (s_leakLock)
            {
                s_leaked.Add(this);
            }
        }

        return false;
    }

    private int Enter(uint submissionCount)
    {
        using var descriptor = new BorrowedHandle(_ring);
        nint returned;

        // SAFETY: the call takes numbers only. What the submissions name stays where it is until they have completed.
        unsafe
        {
            returned = _calls.RingCall(
                IoUringConstants.SYS_io_uring_enter,
                descriptor.Descriptor,
                (nint)submissionCount,
                _outstanding,
                (nint)IoUringConstants.IORING_ENTER_GETEVENTS,
                0,
                0);
        }

        return returned >= 0 ? 0 : Marshal.GetLastSystemError();
    }
}
