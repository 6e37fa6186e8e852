using System;
using System.Numerics;
using Native.Fuzz.Coverage;

namespace Native.Fuzz.Rig;

/// <summary>
/// The edges that any run took, with AFL's coarse counts: a loop run 9 times is news after one run 8 times, 10 is not.
/// </summary>
public sealed class SeenEdges
{
    private readonly byte[] _buckets = new byte[CoverageMap.LengthBytes];

    /// <summary>How many edges were ever taken.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// Adds the run in <see cref="CoverageMap"/>; true when it took an edge, or a count of it, for the first time.
    /// </summary>
    public bool AddCurrentRun()
    {
        ReadOnlySpan<byte> edges = CoverageMap.Edges;
        bool isNew = false;
        int at = 0;
        while (true)
        {
            int next = edges[at..].IndexOfAnyExcept((byte)0);
            if (next < 0)
            {
                return isNew;
            }

            at += next;
            byte bucket = Bucket(edges[at]);
            if ((_buckets[at] & bucket) == 0)
            {
                Count += _buckets[at] == 0 ? 1 : 0;
                _buckets[at] |= bucket;
                isNew = true;
            }

            at++;
            if (at == edges.Length)
            {
                return isNew;
            }
        }
    }

    // 1, 2, 3, 4-7, 8-15, 16-31, 32-127, 128 and more: one bit each.
    private static byte Bucket(byte count) => count switch
    {
        <= 3 => (byte)(1 << (count - 1)),
        >= 128 => 0x80,
        >= 32 => 0x40,
        _ => (byte)(1 << (BitOperations.Log2(count) + 1)),
    };
}
