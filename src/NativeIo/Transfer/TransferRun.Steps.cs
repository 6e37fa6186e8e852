using System;
using System.Diagnostics;
using ChunkedBuffers;
using Microsoft.Win32.SafeHandles;
using NativeIo.Platform;

namespace NativeIo;

/// <content>The ways that need a pipe or memory, and waiting.</content>
internal ref partial struct TransferRun
{
    /// <summary>What a plain read takes; larger blocks gain nothing more.</summary>
    private const int BlockLength = 1024 * 1024;

    /// <summary>What a pipe of the transfer's own should hold; unprivileged processes get no more by default.</summary>
    private const int PipeCapacity = 1024 * 1024;

    /// <summary>What a new pipe holds, on systems that do not say.</summary>
    private const int PipeCapacityDefault = 64 * 1024;

    /// <summary>How long a wait takes before the cancellation is looked at again.</summary>
    private const int WaitMs = 50;

    private IoResult StepReadWrite(long length)
    {
        if (_block.Length == 0)
        {
            _block = BlockPool.Shared.RentBlock(BlockLength, allowDirty: true);
        }

        Span<byte> room = _block.Span[..(int)Math.Min(length, BlockLength)];
        IoResult read = Transfers.ReadOnce(_source.Backend, _source.Handle, room, _sourceOffset);
        if (!read.IsSuccess)
        {
            if (_backend.Classify(read.ErrorCode) == IoErrorKind.WouldBlock)
            {
                WaitFor(_source.Handle, forWriting: false, read.ErrorCode);
                return IoResult.Failure(read.ErrorCode);
            }

            IoError.Throw(_source.Backend, "read", _source.Path, read.ErrorCode, _transferred);
        }

        return Deliver(room[..(int)read.Value]);
    }

    /// <summary>
    /// Writes everything at the place that the transfer has reached. What was read from a socket or pipe cannot be read
    /// again, so this waits for a destination that is not ready.
    /// </summary>
    private IoResult Deliver(ReadOnlySpan<byte> bytes)
    {
        int delivered = 0;
        int attempts = 0;
        while (delivered < bytes.Length)
        {
            IoResult result = _backend.Write(
                _destination.Handle, bytes[delivered..], AdvancedBy(_destinationOffset, delivered));
            if (result.IsSuccess)
            {
                delivered += (int)result.Value;
                attempts = result.Value > 0 ? 0 : attempts + 1;
                if (attempts == Transfers.IdleCallsMax)
                {
                    throw Transfers.NothingAccepted(_destination.Path, _transferred + delivered);
                }
            }
            else if (_backend.Classify(result.ErrorCode) == IoErrorKind.WouldBlock)
            {
                WaitFor(_destination.Handle, forWriting: true, result.ErrorCode, delivered);
            }
            else if (!Transfers.IsWorthRepeating(_backend, result.ErrorCode, ref attempts))
            {
                IoError.Throw(_backend, "write", _destination.Path, result.ErrorCode, _transferred + delivered);
            }
        }

        return IoResult.Success(delivered);
    }

    private IoResult StepSplice(long length)
    {
        if (_sourceFacts.Kind == FileKind.Pipe || _destinationFacts.Kind == FileKind.Pipe)
        {
            return _backend.Splice(_source.Handle, _sourceOffset, _destination.Handle, _destinationOffset, length);
        }

        if (_pipeReader is null)
        {
            IoResult made = MakePipe();
            if (!made.IsSuccess)
            {
                // Too many open files, or no pipes: neither matters to the plain way.
                Refuse(TransferPath.Splice, _backend.Classify(made.ErrorCode));
                return IoResult.Success();
            }
        }

        IoResult filled = _backend.Splice(
            _source.Handle,
            _sourceOffset,
            _pipeWriter!,
            FileBackend.AtPosition,
            Math.Min(length, _pipeCapacity));
        return filled.IsSuccess && filled.Value > 0 ? EmptyPipe((int)filled.Value) : filled;
    }

    /// <summary>
    /// Passes on what is in the pipe. It is taken from the source already, so a refusal of the destination empties the
    /// pipe through memory, and only a failure that throws leaves something in it.
    /// </summary>
    private IoResult EmptyPipe(int length)
    {
        int passed = 0;
        int attempts = 0;
        while (passed < length)
        {
            IoResult result = _backend.Splice(
                _pipeReader!,
                FileBackend.AtPosition,
                _destination.Handle,
                AdvancedBy(_destinationOffset, passed),
                length - passed);
            if (result.IsSuccess)
            {
                passed += (int)result.Value;
                attempts = result.Value > 0 ? 0 : attempts + 1;
                if (attempts == Transfers.IdleCallsMax)
                {
                    throw Transfers.NothingAccepted(_destination.Path, _transferred + passed);
                }

                continue;
            }

            IoErrorKind kind = _backend.Classify(result.ErrorCode);
            if (kind == IoErrorKind.WouldBlock)
            {
                WaitFor(_destination.Handle, forWriting: true, result.ErrorCode, passed);
            }
            else if (IsRefusal(kind))
            {
                Refuse(TransferPath.Splice, kind);
                return RescuePipe(passed, length - passed);
            }
            else if (!Transfers.IsWorthRepeating(_backend, result.ErrorCode, ref attempts))
            {
                // Thrown here: another step would pass on what is left in the pipe, and then the same bytes again.
                IoError.Throw(_backend, "copy to", _destination.Path, result.ErrorCode, _transferred + passed);
            }
        }

        return IoResult.Success(passed);
    }

    /// <summary>Reads the rest of the pipe to memory and delivers that; counts what was passed on before.</summary>
    private IoResult RescuePipe(int passed, int length)
    {
        Advance(passed);
        _used |= passed > 0 ? TransferPath.Splice : 0;
        using BlockLease block = BlockPool.Shared.RentBlock(length, allowDirty: true);
        Span<byte> rest = block.Span[..length];
        IoResult read = Transfers.ReadFull(_backend, _pipeReader!, rest, FileBackend.AtPosition);
        Debug.Assert(!read.IsSuccess || read.Value == length, "Only this transfer uses the pipe.");
        if (!read.IsSuccess)
        {
            IoError.Throw(_backend, "copy to", _destination.Path, read.ErrorCode, _transferred);
        }

        IoResult delivered = Deliver(rest);
        Advance(delivered.Value);
        _used |= TransferPath.ReadWrite;
        return IoResult.Success();
    }

    private IoResult MakePipe()
    {
        IoResult result = _backend.CreatePipe(out _pipeReader, out _pipeWriter);
        if (result.IsSuccess)
        {
            IoResult capacity = _backend.SetPipeCapacity(_pipeWriter!, PipeCapacity);
            _pipeCapacity = capacity.IsSuccess ? (int)capacity.Value : PipeCapacityDefault;
        }

        return result;
    }

    /// <summary>
    /// Waits for whichever side is not ready. The kernel does not say which, so each is asked: the one that is ready
    /// costs nothing.
    /// </summary>
    private void WaitForBoth(TransferPath way, int errorCode)
    {
        // The plain way waited for its source where it failed.
        if (_sourceOffset < 0 && way is TransferPath.Splice)
        {
            WaitFor(_source.Handle, forWriting: false, errorCode);
        }

        if (_destinationOffset < 0 && way is not TransferPath.ReadWrite)
        {
            WaitFor(_destination.Handle, forWriting: true, errorCode);
        }
    }

    /// <summary>Waits until a side is ready.</summary>
    /// <param name="handle">The side.</param>
    /// <param name="forWriting">Whether it is the destination.</param>
    /// <param name="errorCode">What the system said when it was not.</param>
    /// <param name="passed">
    /// What the destination has got in this step; the step is over when this throws, so that is counted then.
    /// </param>
    private void WaitFor(SafeFileHandle handle, bool forWriting, int errorCode, long passed = 0)
    {
        int attempts = 0;
        while (true)
        {
            if (_cancellation.IsCancellationRequested)
            {
                Advance(passed);
                _cancellation.ThrowIfCancellationRequested();
            }

            IoResult result = _backend.WaitUntilReady(handle, forWriting, WaitMs);
            if (result.IsSuccess && result.Value > 0)
            {
                return;
            }

            if (!result.IsSuccess && !Transfers.IsWorthRepeating(_backend, result.ErrorCode, ref attempts))
            {
                // Where the system cannot wait, the caller has to.
                IoError.Throw(_backend, "copy to", _destination.Path, errorCode, _transferred + passed);
            }
        }
    }
}
