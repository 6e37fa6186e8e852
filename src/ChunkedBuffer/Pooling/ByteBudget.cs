using System.Diagnostics;
using System.Threading;

namespace ChunkedBuffers;

/// <summary>A hard cap on native bytes. Thread safety: all members.</summary>
internal sealed class ByteBudget(long bytesMax)
{
    private long _used;

    internal long BytesMax { get; } = bytesMax;

    internal long Used => Volatile.Read(ref _used);

    /// <summary>
    /// Takes bytes before they are allocated, so that threads that race cannot pass the cap together.
    /// </summary>
    internal bool TryReserve(long bytes)
    {
        long used = Volatile.Read(ref _used);
        while (bytes <= BytesMax - used)
        {
            // Full fence; pairs with itself and with Release.
            long seen = Interlocked.CompareExchange(ref _used, used + bytes, used);
            if (seen == used)
            {
                return true;
            }

            used = seen;
        }

        return false;
    }

    internal void Release(long bytes)
    {
        long used = Interlocked.Add(ref _used, -bytes);
        Debug.Assert(used >= 0, "Nothing is given back twice.");
    }
}
