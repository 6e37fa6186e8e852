using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace Storage.Lite;

/// <summary>Counts what a sync does, on any thread.</summary>
internal sealed class SyncTally
{
    private readonly Lock _lock = new();
    private readonly List<StorageException> _errors = [];
    private long _copied;
    private long _copiedBytes;
    private long _unchanged;
    private long _deleted;

    internal void AddCopy(long bytes)
    {
        _ = Interlocked.Increment(ref _copied);
        _ = Interlocked.Add(ref _copiedBytes, bytes);
    }

    internal void AddUnchanged() => _ = Interlocked.Increment(ref _unchanged);

    internal void AddDeleted() => _ = Interlocked.Increment(ref _deleted);

    internal void AddError(StorageException error)
    {
        lock (_lock)
        {
            _errors.Add(error);
        }
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
