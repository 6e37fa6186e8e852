using System.Diagnostics;
using System.Threading;

namespace ChunkedBuffers;

/// <summary>
/// Blocks of a thread that other threads released: many push, one takes all. Thread safety: pushing from any thread,
/// taking only by the owner or by who claimed the shard.
/// </summary>
/// <remarks>
/// A push links the block before the head it saw and swaps the head; taking swaps the whole list out, so a head that
/// went and came back in between does no harm: the link is to the head that is there. The list is closed by putting
/// a mark in place of the head, which every push sees. Its own object, so that pushes of other threads do
/// not fight for the cache line of the owner's stacks.
/// </remarks>
internal sealed class ReturnList(int bytesMax)
{
    private static readonly NativeBlock s_closed = new(new MarkOrigin());

    private NativeBlock? _head;

    /// <summary>Ownership: transfers from the caller, unless the result is false.</summary>
    internal bool TryPush(NativeBlock block)
    {
        NativeBlock? head = Volatile.Read(ref _head);
        while (true)
        {
            // The sum that a head carries may be outdated when it was taken and pushed again meanwhile. Only the cap
            // depends on it, and the next take starts over.
            int chainBytes = block.Length + (head?.ChainBytes ?? 0);
            if (ReferenceEquals(head, s_closed) || chainBytes > bytesMax)
            {
                block.Next = null;
                return false;
            }

            block.Next = head;
            block.ChainBytes = chainBytes;

            // Full fence; pairs with the exchange in TakeAll, which sees the block's link.
            NativeBlock? seen = Interlocked.CompareExchange(ref _head, block, head);
            if (ReferenceEquals(seen, head))
            {
                return true;
            }

            head = seen;
        }
    }

    /// <summary>
    /// Takes all blocks, linked by <see cref="NativeBlock.Next"/>. Ownership: transfers to the caller.
    /// </summary>
    internal NativeBlock? TakeAll()
    {
        // The look saves the exchange when there is nothing, which is the rule for threads that keep to themselves.
        NativeBlock? head = Volatile.Read(ref _head);
        if (head is null || ReferenceEquals(head, s_closed))
        {
            return null;
        }

        head = Interlocked.Exchange(ref _head, null);
        return head;
    }

    /// <summary>Takes all blocks and refuses every later one.</summary>
    internal NativeBlock? Close()
    {
        NativeBlock? head = Interlocked.Exchange(ref _head, s_closed);
        return ReferenceEquals(head, s_closed) ? null : head;
    }

    /// <summary>The head, for counting; the caller claimed the shard, so nothing behind it changes.</summary>
    internal NativeBlock? PeekClaimed()
    {
        NativeBlock? head = Volatile.Read(ref _head);
        return ReferenceEquals(head, s_closed) ? null : head;
    }

    /// <summary>The mark is never handed out, so it never comes home.</summary>
    private sealed class MarkOrigin : BlockOrigin
    {
        internal override void Recycle(NativeBlock block) => throw new UnreachableException();

        internal override void ReportLost(NativeBlock block) => throw new UnreachableException();
    }
}
