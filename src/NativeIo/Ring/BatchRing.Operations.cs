using System;
using System.Buffers;
using System.Collections.Generic;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading;
using NativeIo.Platform;

namespace NativeIo;

/// <content>
/// The operations in flight. A slot is taken when an operation is queued and freed when its result arrives; its
/// generation, which is part of the operation's token, changes then, so that a result that comes twice or too late
/// finds nobody. Everything that an operation uses is held by its slot, and by nothing that could let go of it earlier.
/// What the system has when results cannot be waited for any more goes from its slot to the lost ones, which hold the
/// same until the result comes after all, or for ever.
/// </content>
public sealed partial class BatchRing
{
    private static long s_openCount;
    private static long s_leakedOperationCount;

    /// <summary>The operations whose results nobody can wait for, by their tokens.</summary>
    private readonly Dictionary<ulong, RingSlot> _lost = [];

    /// <summary>What the user is told without the engine: of those, and of what came later.</summary>
    private readonly Queue<RingCompletion> _endings = new();

    /// <summary>Why results cannot be waited for; 0 while they can.</summary>
    private int _deathCode;

    /// <summary>
    /// Keeps the ring reachable while the system may use the memory of an operation, also when the program forgets it
    /// or gives up waiting: nothing of it is freed by a finalizer.
    /// </summary>
    private GCHandle _root;

    /// <summary>Gets the rings of the process that are not disposed.</summary>
    internal static long OpenCount => Interlocked.Read(ref s_openCount);

    /// <summary>
    /// Gets the operations of the process that did not end when their ring was disposed; their memory is never freed.
    /// </summary>
    internal static long LeakedOperationCount => Interlocked.Read(ref s_leakedOperationCount);

    /// <summary>
    /// Cancels what is in flight, waits for its end and gives everything back. Disposing twice does nothing. Operations
    /// that do not end within <see cref="BatchRingOptions.DrainTimeout"/> keep their memory and files for ever.
    /// </summary>
    /// <exception cref="InvalidOperationException">Another thread uses the ring or owns it.</exception>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        // The order matters: 1. nothing new comes in, 2. what is in flight is asked to end, 3. all results are taken,
        // so that nobody writes to the memory any more, 4. the ring is closed, 5. its memory is freed. Before 3 is
        // done nothing may be freed; if it never is, everything stays.
        Enter();
        _isDisposed = true;
        _ = Interlocked.Decrement(ref s_openCount);
        RequestCancellation();
        if (Drain())
        {
            _engine.Dispose();
        }
        else
        {
            _ = Interlocked.Add(ref s_leakedOperationCount, _inFlight + _lost.Count);
        }

        Leave();
    }

    private bool TryQueue(NativeFile file, Memory<byte> memory, long offset, long tag, bool isWrite)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentOutOfRangeException.ThrowIfLessThan(offset, NativeFile.AtPosition);
        Enter();
        try
        {
            int index = _firstFree;
            if (index < 0 || InFlight == QueueDepth)
            {
                return false;
            }

            if (_deathCode != 0)
            {
                ObjectDisposedException.ThrowIf(file.Handle.IsClosed, file);
                var refusal = new BatchResult(0, IoResult.Failure(_deathCode), IsRefused: true);
                _endings.Enqueue(new RingCompletion(file, isWrite, tag, refusal));
                return true;
            }

            ref RingSlot slot = ref _slots[index];
            bool isBorrowed = false;
            file.Handle.DangerousAddRef(ref isBorrowed);
            slot.Memory = memory[..Math.Min(memory.Length, file.Backend.TransferLengthMax)];
            slot.Pin = PinOrRelease(file, slot.Memory);
            slot.File = file;
            slot.Offset = offset;
            slot.Tag = tag;
            slot.IsWrite = isWrite;
            slot.IsCancelling = false;
            slot.Attempts = 0;
            _firstFree = slot.NextFree;
            _inFlight++;
            HoldOrLetGo();
            HandOrFree(ref slot, index);
            return true;
        }
        finally
        {
            Leave();
        }
    }

    private static MemoryHandle PinOrRelease(NativeFile file, Memory<byte> memory)
    {
        try
        {
            return memory.Pin();
        }
        catch
        {
            file.Handle.DangerousRelease();
            throw;
        }
    }

    /// <summary>Hands an operation over; one that is not taken is over, and nothing uses its memory.</summary>
    private void HandOrFree(ref RingSlot slot, int index)
    {
        try
        {
            _engine.Queue(
                new BatchOperation(slot.File!.Handle, slot.Memory, slot.Pin, slot.Offset, slot.IsWrite),
                TokenOf(slot.Generation, index));
        }
        catch
        {
            Free(ref slot, index);
            throw;
        }
    }

    private static ulong TokenOf(uint generation, int index) => ((ulong)generation << 32) | (uint)index;

    private bool TryTakeResult(out RingCompletion completion)
    {
        while (_engine.TryTake(out BatchResult result))
        {
            int index = (int)(result.Token & uint.MaxValue);
            if ((uint)index >= (uint)_slots.Length || _slots[index].File is null
                || TokenOf(_slots[index].Generation, index) != result.Token)
            {
                TakeLateResult(result.Token);
                continue;
            }

            ref RingSlot slot = ref _slots[index];
            if (IsRepeated(ref slot, result))
            {
                // Handed over at once: its caller has done that already, and may only look for results from here on.
                HandOrFree(ref slot, index);
                _engine.Submit();
                continue;
            }

            // Asking it to end is what interrupted it.
            bool isCancelled = result.IsCancelled || (slot.IsCancelling && IsInterrupted(slot, result.Result));
            completion = new RingCompletion(
                slot.File!, slot.IsWrite, slot.Tag, result with { IsCancelled = isCancelled });
            IsBroken |= result.IsRefused;
            Free(ref slot, index);
            return true;
        }

        return _endings.TryDequeue(out completion);
    }

    /// <summary>A result of which nobody knew that it would come: that of a lost operation, or of none.</summary>
    private void TakeLateResult(ulong token)
    {
        if (_lost.Remove(token, out RingSlot slot))
        {
            Release(slot);
            HoldOrLetGo();
        }
        else
        {
            StaleResultCount++;
        }
    }

    /// <summary>Waits for a result; all is lost when that cannot be, and nothing new is handed over.</summary>
    private void Wait(int timeoutMs)
    {
        IoResult result = _engine.Wait(timeoutMs);
        if (result.IsSuccess)
        {
            return;
        }

        // The system has all of them: it may write to their memory at any time, so they take that along.
        _deathCode = result.ErrorCode;
        IsBroken = true;
        for (int index = 0; index < _slots.Length; index++)
        {
            ref RingSlot slot = ref _slots[index];
            if (slot.File is not null)
            {
                ulong token = TokenOf(slot.Generation, index);
                _lost.Add(token, slot);
                _endings.Enqueue(new RingCompletion(
                    slot.File, slot.IsWrite, slot.Tag, new BatchResult(token, result), isLost: true));
                Empty(ref slot, index);
            }
        }
    }

    /// <summary>Tells whether an operation ended without having done anything, for no reason of its own.</summary>
    private bool IsRepeated(ref RingSlot slot, in BatchResult result)
    {
        if (result.Result.IsSuccess || slot.IsCancelling || _isDisposed)
        {
            return false;
        }

        // A thread that ends takes its operations with it, and a file system may say that it would have to wait though
        // it was not asked to say that.
        bool isIdle = result.IsCancelled || slot.File!.Backend.Classify(result.Result.ErrorCode) switch
        {
            IoErrorKind.Interrupted => true,
            IoErrorKind.WouldBlock => !slot.File.Flags.HasFlag(FileOpenFlags.NonBlocking),
            _ => false,
        };
        return isIdle && ++slot.Attempts < Transfers.IdleCallsMax;
    }

    private static bool IsInterrupted(in RingSlot slot, IoResult result) =>
        !result.IsSuccess && slot.File!.Backend.Classify(result.ErrorCode) == IoErrorKind.Interrupted;

    private void Free(ref RingSlot slot, int index)
    {
        Release(slot);
        Empty(ref slot, index);
    }

    private static void Release(RingSlot slot)
    {
        slot.Pin.Dispose();
        slot.File!.Handle.DangerousRelease();
    }

    /// <summary>Makes a slot free; what it held was given back, or is held elsewhere.</summary>
    private void Empty(ref RingSlot slot, int index)
    {
        Debug.Assert(slot.File is not null, "The slot is in use.");
        slot.File = null;
        slot.Memory = default;
        slot.Pin = default;
        slot.Generation++;
        slot.NextFree = _firstFree;
        _firstFree = index;
        _inFlight--;
        HoldOrLetGo();
    }

    private void HoldOrLetGo()
    {
        bool isNeeded = _inFlight + _lost.Count > 0;
        if (isNeeded == _root.IsAllocated)
        {
            return;
        }

        if (isNeeded)
        {
            _root = GCHandle.Alloc(this);
        }
        else
        {
            _root.Free();
        }
    }

    private void RequestCancellation()
    {
        for (int index = 0; index < _slots.Length; index++)
        {
            if (_slots[index].File is not null && !_slots[index].IsCancelling)
            {
                _slots[index].IsCancelling = true;
                _engine.Cancel(TokenOf(_slots[index].Generation, index));
            }
        }

        _engine.Submit();
    }

    private bool Drain()
    {
        long deadline = Environment.TickCount64 + (long)_options.DrainTimeout.TotalMilliseconds;
        while (true)
        {
            while (TryTakeResult(out _))
            {
                // The user wants no more results.
            }

            if (_inFlight + _lost.Count == 0)
            {
                return true;
            }

            long remaining = deadline - Environment.TickCount64;
            if (remaining <= 0 || !_engine.Wait((int)remaining).IsSuccess)
            {
                return false;
            }
        }
    }
}
