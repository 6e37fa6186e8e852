using System;

namespace ChunkedBuffers;

/// <summary>Copies the bytes of a view into contiguous memory.</summary>
internal static class ChunkCopy
{
    /// <summary>Copies everything.</summary>
    /// <exception cref="ArgumentException">The destination is shorter than the view.</exception>
    internal static void CopyTo(in ChunkView view, Span<byte> destination)
    {
        if (destination.Length < view.Length)
        {
            throw new ArgumentException(
                $"The destination has {destination.Length} bytes, {view.Length} are to be copied.",
                nameof(destination));
        }

        _ = CopyTo(view, 0, destination);
    }

    /// <summary>Copies from an offset on as much as there is and fits.</summary>
    /// <returns>The number of bytes copied.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The start is negative or behind the end.</exception>
    internal static int CopyTo(in ChunkView view, long start, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, view.Length);
        int total = (int)Math.Min(destination.Length, view.Length - start);
        if (total == 0)
        {
            return 0;
        }

        int index = view.Seek(start, out int offset);
        for (int copied = 0; copied < total; index++)
        {
            ReadOnlySpan<byte> chunk = view[index][offset..];
            chunk = chunk.Length > total - copied ? chunk[..(total - copied)] : chunk;
            chunk.CopyTo(destination[copied..]);
            copied += chunk.Length;
            offset = 0;
        }

        return total;
    }

    /// <summary>Copies everything into a new array.</summary>
    /// <exception cref="InvalidOperationException">The view is longer than an array can be.</exception>
    internal static byte[] ToArray(in ChunkView view)
    {
        if (view.Length == 0)
        {
            return [];
        }

        if (view.Length > Array.MaxLength)
        {
            throw new InvalidOperationException(
                $"The content has {view.Length} bytes, an array holds at most {Array.MaxLength}.");
        }

        byte[] array = GC.AllocateUninitializedArray<byte>((int)view.Length);
        _ = CopyTo(view, 0, array);
        return array;
    }
}
