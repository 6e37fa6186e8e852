using System;

namespace ChunkedBuffers;

/// <summary>
/// Keeps the chains of disposed leases for reuse: one for each thread without synchronisation, and a shared stack
/// behind it for threads that hold several leases or dispose those of others. Thread safety: all members.
/// </summary>
internal static class SequenceChainCache
{
    private const int SharedMax = 256;

    private static readonly SequenceChain?[] s_shared = new SequenceChain?[SharedMax];
    private static int s_sharedCount;

    [ThreadStatic]
    private static SequenceChain? t_local;

    internal static SequenceChain Rent()
    {
        SequenceChain? chain = t_local;
        if (chain is not null)
        {
            t_local = null;
            return chain;
        }

        lock (s_shared)
        {
            if (s_sharedCount > 0)
            {
                chain = s_shared[--s_sharedCount]!;
                s_shared[s_sharedCount] = null;
                return chain;
            }
        }

        return new SequenceChain();
    }

    /// <summary>Ownership: transfers a cleared chain.</summary>
    internal static void Return(SequenceChain chain)
    {
        if (t_local is null)
        {
            t_local = chain;
            return;
        }

        lock (s_shared)
        {
            if (s_sharedCount < SharedMax)
            {
                s_shared[s_sharedCount++] = chain;
            }
        }
    }
}
