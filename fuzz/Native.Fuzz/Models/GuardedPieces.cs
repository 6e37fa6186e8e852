using System;
using Native.TestKit;

namespace Native.Fuzz.Models;

/// <summary>
/// Memory for foreign pieces of content that ends where an inaccessible page begins: a vectorised read that goes one
/// byte too far ends the process, and the journal has the input. Pages are mapped once and lent again in each run.
/// Switched on by the program; in tests, where a death would take the report along, pieces are plain arrays.
/// </summary>
internal static class GuardedPieces
{
    private const int PageCount = 32;

    private static GuardedMemory[]? s_pages;
    private static int s_lent;

    /// <summary>From now on pieces are guarded.</summary>
    public static void Enable()
    {
        s_pages = new GuardedMemory[PageCount];
        for (int index = 0; index < s_pages.Length; index++)
        {
            s_pages[index] = GuardedMemory.Allocate(Environment.SystemPageSize);
        }
    }

    /// <summary>A run begins: nobody has anything of the last one.</summary>
    public static void BeginRun() => s_lent = 0;

    /// <summary>A copy of the bytes, guarded behind its last one while there are pages that are not lent yet.</summary>
    public static Memory<byte> Copy(ReadOnlySpan<byte> bytes)
    {
        if (s_pages is null || s_lent == s_pages.Length || bytes.Length > Environment.SystemPageSize)
        {
            return bytes.ToArray();
        }

        Memory<byte> copy = s_pages[s_lent++].Memory[^bytes.Length..];
        bytes.CopyTo(copy.Span);
        return copy;
    }
}
