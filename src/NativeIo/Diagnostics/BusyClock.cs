using System;
using System.Diagnostics;
using System.Threading;

namespace NativeIo;

/// <summary>
/// Measures how long at least one operation was under way: the time that a throughput is over when operations run in
/// parallel.
/// </summary>
/// <remarks>
/// <para>One word holds the number of operations under way (upper 16 bits) and the microsecond at which the first of
/// them began (lower 48 bits, nine years of them). Whoever brings the number to 0 adds the span, in the same atomic
/// step that shows the 0, so no span is added twice or lost.</para>
/// <para>Thread safety: all members.</para>
/// </remarks>
internal sealed class BusyClock
{
    private const int CountShift = 48;
    private const ulong MicrosecondMask = (1UL << CountShift) - 1;
    private const ulong One = 1UL << CountShift;

    private readonly Func<long> _now;
    private ulong _state;
    private long _microseconds;

    /// <summary>Makes a clock over a source of microseconds; null for the system's.</summary>
    internal BusyClock(Func<long>? now = null) => _now = now ?? Now;

    /// <summary>Gets the time so far, without a span that is not over.</summary>
    internal TimeSpan Elapsed => TimeSpan.FromMicroseconds(Interlocked.Read(ref _microseconds));

    /// <summary>An operation begins.</summary>
    internal void Enter()
    {
        ulong now = (ulong)_now() & MicrosecondMask;
        ulong seen = Volatile.Read(ref _state);
        while (true)
        {
            Debug.Assert(seen >> CountShift < ushort.MaxValue, "There are fewer threads than that.");
            ulong next = seen >> CountShift == 0 ? One | now : seen + One;

            // Full fence; pairs with the exchange in Exit, so that each step acts on the state the last one left.
            ulong found = Interlocked.CompareExchange(ref _state, next, seen);
            if (found == seen)
            {
                return;
            }

            seen = found;
        }
    }

    /// <summary>An operation is over.</summary>
    internal void Exit()
    {
        ulong seen = Volatile.Read(ref _state);
        while (true)
        {
            Debug.Assert(seen >> CountShift > 0, "An operation ends that began.");

            // Full fence; pairs with the exchange in Enter.
            ulong found = Interlocked.CompareExchange(ref _state, seen - One, seen);
            if (found == seen)
            {
                break;
            }

            seen = found;
        }

        if (seen >> CountShift == 1)
        {
            long span = _now() - (long)(seen & MicrosecondMask);
            _ = Interlocked.Add(ref _microseconds, Math.Max(0, span));
        }
    }

    /// <summary>Adds time that was measured elsewhere.</summary>
    internal void Add(TimeSpan elapsed) =>
        _ = Interlocked.Add(ref _microseconds, (long)elapsed.TotalMicroseconds);

    private static long Now() => (long)Stopwatch.GetElapsedTime(0).TotalMicroseconds;
}
