using System;

namespace ChunkedBuffers;

/// <summary>
/// Keeps empty segment lists for reuse: a stack per thread without synchronisation, and a shared one behind it that
/// lists cross in halves of a stack, so that threads that only make and threads that only release stay allocation-free
/// too.
/// </summary>
internal static class SegmentListCache
{
    /// <summary>
    /// A list that grew beyond this many chunks drops its array instead of keeping it for small slices.
    /// </summary>
    internal const int ItemsMax = 1024;

    private const int LocalMax = 64;
    private const int SharedMax = 1024;

    private static readonly Stack s_shared = new(SharedMax);

    [ThreadStatic]
    private static Stack? t_local;

    internal static SegmentList Rent()
    {
        Stack local = t_local ??= new Stack(LocalMax);
        if (local.Count == 0)
        {
            lock (s_shared)
            {
                s_shared.MoveTo(local, LocalMax / 2);
            }
        }

        return local.Count == 0 ? new SegmentList() : local.Pop();
    }

    internal static void Return(SegmentList list)
    {
        Stack local = t_local ??= new Stack(LocalMax);
        if (local.Count == LocalMax)
        {
            lock (s_shared)
            {
                local.MoveTo(s_shared, LocalMax / 2);
            }
        }

        // The shared stack can be full; then the garbage collector takes the list.
        if (local.Count < LocalMax)
        {
            local.Push(list);
        }
    }

    private sealed class Stack(int capacity)
    {
        private readonly SegmentList?[] _items = new SegmentList?[capacity];

        internal int Count { get; private set; }

        internal void Push(SegmentList list) => _items[Count++] = list;

        internal SegmentList Pop()
        {
            SegmentList list = _items[--Count]!;
            _items[Count] = null;
            return list;
        }

        internal void MoveTo(Stack other, int count)
        {
            count = Math.Min(count, Math.Min(Count, other._items.Length - other.Count));
            for (; count > 0; count--)
            {
                other.Push(Pop());
            }
        }
    }
}
