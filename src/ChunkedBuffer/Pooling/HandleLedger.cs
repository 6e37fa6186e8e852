using System;
using System.Collections.Concurrent;
using System.Threading;

namespace ChunkedBuffers;

/// <summary>
/// Checked mode's book of handles: each handle has a number of its own, so that disposing one of two copies of a struct
/// makes the other copy invalid too. Thread safety: all members.
/// </summary>
internal sealed class HandleLedger
{
    private readonly ConcurrentDictionary<int, string?> _open = new();
    private int _last;

    /// <summary>Enters a new handle; never 0, which stands for "not in checked mode".</summary>
    internal int Open()
    {
        int handle;
        do
        {
            handle = Interlocked.Increment(ref _last);
        }
        while (handle == 0 || !_open.TryAdd(handle, null));
        return handle;
    }

    /// <summary>Strikes a handle out; throws when that was done before.</summary>
    internal void Close(int handle)
    {
        if (!_open.TryRemove(handle, out _))
        {
            ThrowHelper.ThrowStaleHandle();
        }
    }

    /// <summary>Throws unless the handle is open.</summary>
    internal void Verify(int handle)
    {
        if (!_open.ContainsKey(handle))
        {
            ThrowHelper.ThrowStaleHandle();
        }
    }
}
