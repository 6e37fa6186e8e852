using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading;

namespace ChunkedBuffers;

/// <summary>
/// Checked mode's book of handles: each handle has a number of its own, so that disposing one of two copies of a struct
/// makes the other copy invalid too, and a report can say where a handle was made and where it was disposed.
/// </summary>
/// <remarks>
/// Closed handles are remembered in a ring, so a report about one that was closed long ago lacks its places. Thread
/// safety: all members.
/// </remarks>
internal sealed class HandleLedger(int stackSampling, Action<BlockMisuse> report, string poolName)
{
    /// <summary>How many closed handles are remembered; some hundred KiB, and more than a test has in flight.</summary>
    private const int ClosedCountMax = 4096;

    /// <summary>
    /// The frames of the ledger itself, which say nothing to a reader; none of these methods is inlined, or callers
    /// would be cut off.
    /// </summary>
    private const int OwnFrameCount = 2;

    private readonly ConcurrentDictionary<int, HandleRecord> _open = new();
    private readonly HandleRecord?[] _closed = new HandleRecord?[ClosedCountMax];
    private int _last;
    private int _closedLast;

    internal int OpenCount => _open.Count;

    /// <summary>Enters a new handle; never 0, which stands for "not in checked mode".</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal int Open(NativeBlock? block = null)
    {
        while (true)
        {
            int handle = Interlocked.Increment(ref _last);
            if (handle == 0)
            {
                continue;
            }

            var record = new HandleRecord(
                handle,
                block?.Length ?? 0,
                block is null ? 0 : RuntimeHelpers.GetHashCode(block),
                handle % stackSampling == 0 ? CaptureStack() : null);
            if (_open.TryAdd(handle, record))
            {
                return handle;
            }
        }
    }

    /// <summary>Strikes a handle out; reports and throws when that was done before.</summary>
    /// <exception cref="ObjectDisposedException">The handle was closed.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void Close(int handle)
    {
        if (!_open.TryRemove(handle, out HandleRecord? record))
        {
            ThrowClosed(BlockMisuseKind.DoubleDispose, handle);
        }

        if (record.OwnerStack is not null)
        {
            record.ReleaserStack = CaptureStack();
        }

        // Release; pairs with the search in ThrowClosed, which then sees the whole record.
        uint index = (uint)Interlocked.Increment(ref _closedLast) % ClosedCountMax;
        Volatile.Write(ref _closed[index], record);
    }

    internal bool IsOpen(int handle) => _open.ContainsKey(handle);

    /// <summary>Reports and throws unless the handle is open.</summary>
    /// <exception cref="ObjectDisposedException">The handle was closed.</exception>
    internal void Verify(int handle)
    {
        if (!IsOpen(handle))
        {
            ThrowClosed(BlockMisuseKind.UseAfterDispose, handle);
        }
    }

    /// <summary>
    /// Strikes out the handles of a block that was lost with them; gives one that knows where it was made.
    /// </summary>
    internal HandleRecord? Forget(NativeBlock block)
    {
        int blockId = RuntimeHelpers.GetHashCode(block);
        HandleRecord? found = null;
        foreach ((int handle, HandleRecord record) in _open)
        {
            if (record.BlockId == blockId && record.BlockLength == block.Length && _open.TryRemove(handle, out _))
            {
                found = found?.OwnerStack is null ? record : found;
            }
        }

        return found;
    }

    /// <summary>Lists the open handles in the order in which they were made.</summary>
    internal List<BlockMisuse> ListOpen()
    {
        List<HandleRecord> records = [.. _open.Values];
        records.Sort(static (left, right) => left.Handle.CompareTo(right.Handle));
        return records.ConvertAll(record => Describe(
            BlockMisuseKind.OutstandingAtDispose,
            record,
            $"Handle {record.Handle} of pool '{poolName}' is still open."));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static StackTrace CaptureStack() => new(OwnFrameCount, fNeedFileInfo: true);

    [DoesNotReturn]
    private void ThrowClosed(BlockMisuseKind kind, int handle)
    {
        HandleRecord? record = Array.Find(_closed, candidate => candidate?.Handle == handle);
        string message = kind == BlockMisuseKind.DoubleDispose
            ? $"Handle {handle} of pool '{poolName}', or a copy of it, was disposed already."
            : $"Handle {handle} of pool '{poolName}' was used after it, or a copy of it, was disposed.";
        report(Describe(kind, record, message));
        throw new ObjectDisposedException(nameof(BufferSlice), message + Places(record));
    }

    private static string Places(HandleRecord? record) => record?.OwnerStack is null
        ? " Set BlockPoolOptions.StackSampling to 1 to see where."
        : $"{Environment.NewLine}It was made{Environment.NewLine}{record.OwnerStack}"
            + $"and disposed{Environment.NewLine}{record.ReleaserStack}";

    private BlockMisuse Describe(BlockMisuseKind kind, HandleRecord? record, string message) => new()
    {
        Kind = kind,
        PoolName = poolName,
        Message = message,
        BlockLength = record?.BlockLength ?? 0,
        OwnerStack = record?.OwnerStack?.ToString(),
        ReleaserStack = record?.ReleaserStack?.ToString(),
    };
}
