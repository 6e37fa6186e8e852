using System;

namespace Native.Benchmarks;

/// <summary>
/// One number for a path below the root and its content; the sum over all files tells whether each was read.
/// </summary>
internal static class SmallFileHash
{
    private const ulong Prime = 1099511628211;

    public static ulong Of(ReadOnlySpan<char> path, int rootLength, ReadOnlySpan<byte> content)
    {
        ulong hash = 14695981039346656037;
        foreach (char letter in path[(rootLength + 1)..])
        {
            hash = (hash ^ letter) * Prime;
        }

        return ((hash ^ WordXor.Of(content)) * Prime) + (ulong)content.Length;
    }
}
