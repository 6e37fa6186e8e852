using System;
using System.Buffers;
using System.Text;

namespace ChunkedBuffers;

/// <summary>Decodes and checks text, also where a code point is split over chunks.</summary>
internal static class ChunkText
{
    /// <summary>Up to this length the chunks are joined in a pooled array: a copy costs less than a decoder.</summary>
    private const int JoinedLengthMax = 64 * 1024;

    /// <summary>Characters per step of a decoder; on the stack, so 1 KiB.</summary>
    private const int ScratchLength = 512;

    [ThreadStatic]
    private static Decoder? t_utf8Decoder;

    /// <summary>Decodes the whole view; malformed bytes become what the encoding's fallback says.</summary>
    /// <exception cref="InvalidOperationException">The text is longer than a string can be.</exception>
    internal static string GetString(in ChunkView view, Encoding? encoding)
    {
        encoding ??= Encoding.UTF8;
        if (view.Length == 0)
        {
            return string.Empty;
        }

        if (view.Count == 1)
        {
            return encoding.GetString(view[0]);
        }

        return view.Length <= JoinedLengthMax ? GetStringJoined(view, encoding) : GetStringInSteps(view, encoding);
    }

    /// <summary>Tells whether the view is well-formed UTF-8, or the beginning of it.</summary>
    internal static Utf8Validity ValidateUtf8(in ChunkView view)
    {
        Span<byte> split = stackalloc byte[4];
        int splitLength = 0;
        for (int index = 0; index < view.Count; index++)
        {
            ReadOnlySpan<byte> chunk = view[index];
            if (splitLength > 0 && !TryFinish(split, ref splitLength, ref chunk))
            {
                return Utf8Validity.Invalid;
            }

            int whole = LengthWithoutSplitEnd(chunk);
            if (!System.Text.Unicode.Utf8.IsValid(chunk[..whole]))
            {
                return Utf8Validity.Invalid;
            }

            chunk[whole..].CopyTo(split[splitLength..]);
            splitLength += chunk.Length - whole;
        }

        return splitLength == 0 ? Utf8Validity.Valid : Utf8Validity.Incomplete;
    }

    private static string GetStringJoined(in ChunkView view, Encoding encoding)
    {
        byte[] joined = ArrayPool<byte>.Shared.Rent((int)view.Length);
        try
        {
            int length = ChunkCopy.CopyTo(view, 0, joined);
            return encoding.GetString(joined, 0, length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(joined);
        }
    }

    /// <summary>
    /// Decodes twice, to count and to write, so that nothing as large as the text is held besides it.
    /// </summary>
    private static string GetStringInSteps(in ChunkView view, Encoding encoding)
    {
        Decoder decoder = GetDecoder(encoding);
        long charCount = CountChars(view, decoder);
        if (charCount > int.MaxValue)
        {
            throw new InvalidOperationException(
                $"The content has {charCount} characters, more than a string can hold.");
        }

        return string.Create((int)charCount, new DecodeStep(view, decoder), static (chars, step) => step.Write(chars));
    }

    private static Decoder GetDecoder(Encoding encoding)
    {
        if (!ReferenceEquals(encoding, Encoding.UTF8))
        {
            return encoding.GetDecoder();
        }

        return t_utf8Decoder ??= encoding.GetDecoder();
    }

    private static long CountChars(in ChunkView view, Decoder decoder)
    {
        decoder.Reset();
        Span<char> scratch = stackalloc char[ScratchLength];
        long total = 0;
        for (int index = 0; index < view.Count; index++)
        {
            ReadOnlySpan<byte> chunk = view[index];
            bool isLast = index == view.Count - 1;
            bool isDone;
            do
            {
                decoder.Convert(chunk, scratch, isLast, out int bytesUsed, out int charsUsed, out isDone);
                chunk = chunk[bytesUsed..];
                total += charsUsed;
            }
            while (!isDone);
        }

        return total;
    }

    /// <summary>
    /// Completes a code point that began in an earlier chunk; true also when it takes yet another chunk.
    /// </summary>
    private static bool TryFinish(scoped Span<byte> split, ref int splitLength, ref ReadOnlySpan<byte> chunk)
    {
        while (!chunk.IsEmpty)
        {
            split[splitLength++] = chunk[0];
            chunk = chunk[1..];
            OperationStatus status = Rune.DecodeFromUtf8(split[..splitLength], out _, out _);
            if (status == OperationStatus.Done)
            {
                splitLength = 0;
                return true;
            }

            if (status == OperationStatus.InvalidData)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The length in front of a code point that the chunk's end cuts, if one is cut.</summary>
    private static int LengthWithoutSplitEnd(ReadOnlySpan<byte> chunk)
    {
        for (int back = 1; back <= Math.Min(3, chunk.Length); back++)
        {
            byte value = chunk[^back];
            bool isContinuation = (value & 0xC0) == 0x80;
            if (!isContinuation)
            {
                bool isCut = value >= 0xC0
                    && Rune.DecodeFromUtf8(chunk[^back..], out _, out _) == OperationStatus.NeedMoreData;
                return isCut ? chunk.Length - back : chunk.Length;
            }
        }

        return chunk.Length;
    }

    /// <summary>What writing the string needs: a view cannot be captured by a lambda.</summary>
    private readonly ref struct DecodeStep
    {
        private readonly ChunkView _view;
        private readonly Decoder _decoder;

        internal DecodeStep(in ChunkView view, Decoder decoder)
        {
            _view = view;
            _decoder = decoder;
        }

        internal void Write(Span<char> chars)
        {
            _decoder.Reset();
            for (int index = 0; index < _view.Count; index++)
            {
                bool isLast = index == _view.Count - 1;
                int written = _decoder.GetChars(_view[index], chars, isLast);
                chars = chars[written..];
            }
        }
    }
}
