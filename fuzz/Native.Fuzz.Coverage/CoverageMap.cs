using System;

namespace Native.Fuzz.Coverage;

/// <summary>
/// The edge counters of the run in progress. Instrumented assemblies call <see cref="Hit"/> at the head of every basic
/// block; an edge is the pair of the previous block and this one, as AFL counts it.
/// </summary>
/// <remarks>
/// Only threads that asked for it are traced: a finalizer or a timer that runs instrumented code in the middle of a run
/// would make equal runs look different. Of the traced threads one runs at a time (targets that use more hand over and
/// wait), so the counters are plain.
/// </remarks>
public static class CoverageMap
{
    /// <summary>
    /// AFL's default map size in bytes. Block ids are 16 bits so that an edge never needs a bounds test.
    /// </summary>
    public const int LengthBytes = 1 << 16;

    private static readonly byte[] s_counters = new byte[LengthBytes];
    private static int s_previousBlock;

    [ThreadStatic]
    private static bool t_isTraced;

    /// <summary>The counters, indexed by edge.</summary>
    public static ReadOnlySpan<byte> Edges => s_counters;

    /// <summary>The same counters for <c>Marshal.Copy</c>, which takes arrays only. Not for writing.</summary>
    public static byte[] DangerousGetCounters() => s_counters;

    /// <summary>From now on what this thread runs is counted.</summary>
    public static void TraceThisThread() => t_isTraced = true;

    /// <summary>Counts the edge from the block hit last to the block <paramref name="block"/>.</summary>
    public static void Hit(int block)
    {
        if (!t_isTraced)
        {
            return;
        }

        ref byte counter = ref s_counters[(block ^ s_previousBlock) & (LengthBytes - 1)];

        // A counter that wraps to zero would look like an edge that was never taken.
        byte next = (byte)(counter + 1);
        counter = next == 0 ? (byte)1 : next;

        // Shifted, so that A -> B and B -> A are different edges and a loop A -> A is not edge zero.
        s_previousBlock = block >> 1;
    }

    /// <summary>Forgets everything: the next run starts from nothing, whatever the last one did.</summary>
    public static void Clear()
    {
        Array.Clear(s_counters);
        s_previousBlock = 0;
    }
}
