using System;
using System.Diagnostics;
using System.Threading;

namespace Storage.Lite;

/// <summary>
/// What a get returned, held by the cache and by reads under way. The last hold disposes it, exactly once; a read that
/// finds a slot without holds is too late and treats it as a miss.
/// </summary>
internal sealed class CacheSlot
{
    private readonly StorageContent _content;
    private readonly CacheDrain _drain;
    private int _holds = 1;

    /// <summary>Makes a slot with one hold. Ownership: transfers the content.</summary>
    internal CacheSlot(StorageContent content, CacheDrain drain)
    {
        _content = content;
        _drain = drain;
        drain.Enter();
    }

    internal StorageEntry Entry => _content.Entry;

    internal StorageOutcome Outcome => _content.Outcome;

    internal long Length => _content.Bytes.Length;

    internal long RetainedBytes => _content.IsFound ? _content.Bytes.RetainedBytes : 0;

    internal bool TryHold()
    {
        int holds = Volatile.Read(ref _holds);
        while (holds > 0)
        {
            int seen = Interlocked.CompareExchange(ref _holds, holds + 1, holds);
            if (seen == holds)
            {
                return true;
            }

            holds = seen;
        }

        return false;
    }

    internal void Release()
    {
        int holds = Interlocked.Decrement(ref _holds);
        Debug.Assert(holds >= 0, "A hold is released once.");
        if (holds == 0)
        {
            _content.Dispose();
            _drain.Leave();
        }
    }

    /// <summary>Makes the caller's own content from all bytes. The caller has a hold.</summary>
    internal StorageContent ToContent() =>
        _content.IsFound ? StorageContent.Found(_content.Bytes.Share(), _content.Entry) : _content;

    /// <summary>Makes the caller's own content from a part. The caller has a hold.</summary>
    internal StorageContent ToContent(long start, long length) =>
        StorageContent.Found(_content.Bytes.Slice(start, length), _content.Entry, start);

    /// <summary>Says whether the object's time is over.</summary>
    internal bool IsExpired(TimeProvider time) => _content.Entry.ExpiresAt is { } end && end <= time.GetUtcNow();
}
