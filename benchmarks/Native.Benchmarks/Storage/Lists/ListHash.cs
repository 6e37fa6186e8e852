using System;

namespace Native.Benchmarks;

/// <summary>A number for an entry of a list and for all before it, so that the order counts.</summary>
internal static class ListHash
{
    private const ulong Prime = 1099511628211;

    public static ulong Next(ulong previous, ReadOnlySpan<char> key, long length)
    {
        ulong hash = previous;
        foreach (char letter in key)
        {
            hash = (hash ^ letter) * Prime;
        }

        return (hash ^ (ulong)length) * Prime;
    }
}
