using System;
using System.Buffers;
using System.Text;

namespace NativeIo.Platform;

/// <summary>
/// A path as Unix calls take it: bytes with a NUL at the end, in a buffer of the caller's or, when it is longer, in a
/// rented array.
/// </summary>
internal ref struct PathBytes
{
    /// <summary>Room that the caller should have on its stack; longer paths are rare.</summary>
    internal const int ScratchLength = 512;

    private readonly Span<byte> _bytes;
    private byte[]? _rented;

    internal PathBytes(NativePath path, Span<byte> scratch)
    {
        int lengthMax = path.TryGetText(out string? text)
            ? Encoding.UTF8.GetMaxByteCount(text.Length) + 1
            : path.RawBytes.Length + 1;
        if (lengthMax > scratch.Length)
        {
            _rented = ArrayPool<byte>.Shared.Rent(lengthMax);
            scratch = _rented;
        }

        int length = text is null ? path.RawBytes.Length : Encoding.UTF8.GetBytes(text, scratch);
        if (text is null)
        {
            path.RawBytes.CopyTo(scratch);
        }

        scratch[length] = 0;
        _bytes = scratch[..(length + 1)];
    }

    /// <summary>The bytes with the NUL, to be fixed for a call.</summary>
    internal readonly ReadOnlySpan<byte> Span => _bytes;

    /// <summary>Gives a rented array back.</summary>
    internal void Dispose()
    {
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
            _rented = null;
        }
    }
}
