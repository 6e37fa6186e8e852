using System;
using System.Collections.Generic;
using Native.Fuzz.Rig;

namespace Native.Fuzz.Targets;

/// <summary>
/// A queue over a ring of four bytes against a model, with a planted bug: after the ring wrapped, a removal from a full
/// queue gives the wrong byte. A smoke run that passes here does not run, mutate or compare.
/// </summary>
public static class Canary
{
    private const int Capacity = 4;

    /// <summary>Even bytes are added, odd bytes remove one.</summary>
    public static void Run(ReadOnlySpan<byte> input)
    {
        Span<byte> ring = stackalloc byte[Capacity];
        int head = 0;
        int count = 0;
        var model = new Queue<byte>();
        foreach (byte step in input)
        {
            if ((step & 1) == 0 && count < Capacity)
            {
                ring[(head + count) % Capacity] = step;
                count++;
                model.Enqueue(step);
            }
            else if ((step & 1) != 0 && count > 0)
            {
                // The planted bug: right whenever the queue is not full, or still starts at the ring's first byte.
                bool isWrong = count == Capacity && head != 0;
                byte removed = ring[isWrong ? (head + 1) % Capacity : head];
                head = (head + 1) % Capacity;
                count--;
                Verify.Equal(model.Dequeue(), removed, "Removed byte");
            }
        }
    }
}
