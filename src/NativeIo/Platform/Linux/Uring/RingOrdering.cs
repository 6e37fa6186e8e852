using System.Diagnostics;
using System.Threading;

namespace NativeIo.Platform;

/// <summary>
/// Every access to an index or flag word that this process shares with the kernel, with the order that it needs.
/// </summary>
/// <remarks>
/// <para>Each queue has a producer, which owns its tail, and a consumer, which owns its head. The producer writes an
/// entry and then the tail; the consumer reads the tail and then the entry, and then writes the head, which gives the
/// entry's place back. So whoever reads the other's index reads it with acquire order, and whoever writes its own
/// writes it with release order; its own index it may read from a copy.</para>
/// <para>There is no polling thread of the kernel, so that nothing needs a full fence: the kernel looks at the
/// submission queue only inside the call that this thread makes.</para>
/// </remarks>
internal static class RingOrdering
{
    /// <summary>The kernel's consumption of submissions; pairs with its release of the head.</summary>
    internal static uint ReadSubmissionHead(ref uint head) => Volatile.Read(ref head);

    /// <summary>Shows submissions; pairs with the kernel's acquire of the tail. Entries are written before.</summary>
    internal static void WriteSubmissionTail(ref uint tail, uint value) => Volatile.Write(ref tail, value);

    /// <summary>The kernel's completions; pairs with its release of the tail. Entries are read after.</summary>
    internal static uint ReadCompletionTail(ref uint tail) => Volatile.Read(ref tail);

    /// <summary>Gives a completion's place back; pairs with the kernel's acquire. The entry is read before.</summary>
    internal static void WriteCompletionHead(ref uint head, uint value)
    {
        Debug.Assert(value == unchecked(head + 1), "One completion is taken at a time.");
        Volatile.Write(ref head, value);
    }

    /// <summary>What the kernel says about the queues; pairs with its atomic updates.</summary>
    internal static uint ReadFlags(ref uint flags) => Volatile.Read(ref flags);
}
