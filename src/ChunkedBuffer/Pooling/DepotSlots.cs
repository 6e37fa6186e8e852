using System.Collections.Generic;
using System.Threading;

namespace ChunkedBuffers;

/// <summary>
/// Small numbers for live depots, so that a thread finds its shard by index. Thread safety: all members.
/// </summary>
internal static class DepotSlots
{
    private static readonly Lock s_lock = new();
    private static readonly Stack<int> s_free = new();
    private static int s_next;

    internal static int Take()
    {
        lock (s_lock)
        {
            return s_free.TryPop(out int slot) ? slot : s_next++;
        }
    }

    internal static void Return(int slot)
    {
        lock (s_lock)
        {
            s_free.Push(slot);
        }
    }
}
