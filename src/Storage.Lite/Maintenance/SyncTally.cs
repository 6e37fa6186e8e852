using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace Storage.Lite;

/// <summary>Counts what a sync does and tells it on, on any thread.</summary>
internal sealed class SyncTally(IProgress<SyncChange>? changes)
{
    private readonly Lock _lock = new();
    private readonly List<StorageException> _errors = [];
    private long _copied;
    private long _copiedBytes;
    private long _unchanged;
    private long _deleted;

    internal void Add(SyncChange change)
    {
        switch (change.Action)
        {
            case SyncAction.Copied:
                _ = Interlocked.Increment(ref _copied);
                _ = Interlocked.Add(ref _copiedBytes, change.Length);
                break;
            case SyncAction.Deleted:
                _ = Interlocked.Increment(ref _deleted);
                break;
            case SyncAction.Failed:
                lock (_lock)
                {
                    _errors.Add(change.Error!);
                }

                break;
            default:
                _ = Interlocked.Increment(ref _unchanged);
                break;
        }

        changes?.Report(change);
    }

    internal SyncReport ToReport()
    {
        lock (_lock)
        {
            return new SyncReport
            {
                Copied = _copied,
                CopiedBytes = _copiedBytes,
                Unchanged = _unchanged,
                Deleted = _deleted,
                Errors = [.. _errors.OrderBy(static error => error.Key)],
            };
        }
    }
}
