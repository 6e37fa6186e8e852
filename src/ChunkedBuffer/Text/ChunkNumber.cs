using System;
using System.Buffers.Text;

namespace ChunkedBuffers;

/// <summary>Reads a number that is the whole content, in ASCII digits and independent of culture.</summary>
internal static class ChunkNumber
{
    /// <summary>
    /// No number that somebody writes is longer; a longer content is no number, in however many chunks.
    /// </summary>
    internal const int LengthMax = 64;

    internal static bool TryParse(in ChunkView view, out long value)
    {
        Span<byte> scratch = stackalloc byte[LengthMax];
        ReadOnlySpan<byte> text = Join(view, scratch);
        return Utf8Parser.TryParse(text, out value, out int used) && IsAll(used, text, ref value);
    }

    internal static bool TryParse(in ChunkView view, out ulong value)
    {
        Span<byte> scratch = stackalloc byte[LengthMax];
        ReadOnlySpan<byte> text = Join(view, scratch);
        return Utf8Parser.TryParse(text, out value, out int used) && IsAll(used, text, ref value);
    }

    internal static bool TryParse(in ChunkView view, out double value)
    {
        Span<byte> scratch = stackalloc byte[LengthMax];
        ReadOnlySpan<byte> text = Join(view, scratch);
        return Utf8Parser.TryParse(text, out value, out int used) && IsAll(used, text, ref value);
    }

    internal static bool TryParse(in ChunkView view, out decimal value)
    {
        Span<byte> scratch = stackalloc byte[LengthMax];
        ReadOnlySpan<byte> text = Join(view, scratch);
        return Utf8Parser.TryParse(text, out value, out int used) && IsAll(used, text, ref value);
    }

    /// <summary>The content in one piece; empty, which no number is, when it is too long.</summary>
    private static ReadOnlySpan<byte> Join(in ChunkView view, Span<byte> scratch)
    {
        if (view.Length > LengthMax)
        {
            return [];
        }

        return view.Count == 1 ? view[0] : scratch[..ChunkCopy.CopyTo(view, 0, scratch)];
    }

    /// <summary>A number with something behind it is none.</summary>
    private static bool IsAll<T>(int used, ReadOnlySpan<byte> text, ref T value)
        where T : struct
    {
        if (used == text.Length)
        {
            return true;
        }

        value = default;
        return false;
    }
}
