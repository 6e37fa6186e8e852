using System;
using System.Buffers;
using System.Text;
using ChunkedBuffers;

namespace Native.Fuzz.Models;

/// <summary>Validation of UTF-8, one code point after the other.</summary>
internal static class NaiveUtf8
{
    /// <summary>Incomplete when only the end is missing from an otherwise valid text.</summary>
    public static Utf8Validity Validate(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            OperationStatus status = Rune.DecodeFromUtf8(bytes, out _, out int length);
            if (status == OperationStatus.NeedMoreData)
            {
                return Utf8Validity.Incomplete;
            }

            if (status != OperationStatus.Done)
            {
                return Utf8Validity.Invalid;
            }

            bytes = bytes[length..];
        }

        return Utf8Validity.Valid;
    }
}
