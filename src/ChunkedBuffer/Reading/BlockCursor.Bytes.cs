using System;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ChunkedBuffers;

/// <content>Bytes, runs of bytes and text.</content>
public sealed partial class BlockCursor
{
    /// <summary>Puts a byte at the position.</summary>
    /// <param name="value">The byte.</param>
    /// <exception cref="InvalidOperationException">Nothing remains, or a slice shares the byte.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public void PutByte(byte value)
    {
        ToPut(1)[0] = value;
        _position++;
    }

    /// <summary>Puts a byte at an offset in front of the limit. The position does not move.</summary>
    /// <param name="index">Offset in bytes from the start of the block.</param>
    /// <param name="value">The byte.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative or not in front of the limit.</exception>
    /// <exception cref="InvalidOperationException">A slice shares the byte.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public void PutByte(int index, byte value)
    {
        NativeBlock block = Block();
        ThrowIfIndexOutside(index);
        ThrowIfShared(index, 1);
        block.AsSpan(index, 1)[0] = value;
    }

    /// <summary>Puts a run of bytes at the position.</summary>
    /// <param name="bytes">The bytes to copy.</param>
    /// <exception cref="InvalidOperationException">Fewer remain, or a slice shares some of them.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public void PutBytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(ToPut(bytes.Length));
        _position += bytes.Length;
    }

    /// <summary>Puts text at the position, without its length.</summary>
    /// <param name="text">The text.</param>
    /// <param name="encoding">How to write it; null means UTF-8.</param>
    /// <returns>How many bytes it took.</returns>
    /// <exception cref="EncoderFallbackException">The encoding throws on text that it cannot write.</exception>
    /// <exception cref="InvalidOperationException">Fewer bytes remain, or a slice shares some of them.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public int PutString(ReadOnlySpan<char> text, Encoding? encoding = null)
    {
        // Counted first, because an encoder that runs out of room has already written what fits.
        encoding ??= Encoding.UTF8;
        int length = encoding.GetByteCount(text);
        encoding.GetBytes(text, ToPut(length));
        _position += length;
        return length;
    }

    /// <summary>Gets the byte at the position.</summary>
    /// <returns>The byte.</returns>
    /// <exception cref="InvalidOperationException">Nothing remains.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public byte GetByte()
    {
        byte value = ToGet(1)[0];
        _position++;
        return value;
    }

    /// <summary>Gets the byte at an offset in front of the limit. The position does not move.</summary>
    /// <param name="index">Offset in bytes from the start of the block.</param>
    /// <returns>The byte.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative or not in front of the limit.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public byte GetByte(int index)
    {
        NativeBlock block = Block();
        ThrowIfIndexOutside(index);
        return block.AsSpan(index, 1)[0];
    }

    /// <summary>Gets as many bytes as the destination holds.</summary>
    /// <param name="destination">Where they go.</param>
    /// <exception cref="InvalidOperationException">Fewer remain; the destination is untouched.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public void GetBytes(Span<byte> destination)
    {
        ToGet(destination.Length).CopyTo(destination);
        _position += destination.Length;
    }

    /// <summary>Gets a run of bytes without a copy.</summary>
    /// <param name="length">How many.</param>
    /// <returns>A borrowed view, valid until the bytes are overwritten or the cursor is disposed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    /// <exception cref="InvalidOperationException">Fewer remain.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public ReadOnlySpan<byte> GetBytes(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ReadOnlySpan<byte> bytes = ToGet(length);
        _position += length;
        return bytes;
    }

    /// <summary>Gets text.</summary>
    /// <param name="lengthBytes">How many bytes it takes.</param>
    /// <param name="encoding">How to read it; null means UTF-8, with U+FFFD for what is not.</param>
    /// <returns>The text.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    /// <exception cref="DecoderFallbackException">The encoding throws on invalid bytes; the position did not
    /// move.</exception>
    /// <exception cref="InvalidOperationException">Fewer bytes remain.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public string GetString(int lengthBytes, Encoding? encoding = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lengthBytes);
        string text = (encoding ?? Encoding.UTF8).GetString(ToGet(lengthBytes));
        _position += lengthBytes;
        return text;
    }

    private void ThrowIfIndexOutside(int index)
    {
        if ((uint)index >= (uint)_limit)
        {
            ThrowIndexOutside(index, _limit);
        }
    }

    [DoesNotReturn]
    private static void ThrowIndexOutside(int index, int limit) => throw new ArgumentOutOfRangeException(
        nameof(index), index, $"The index {index} is not between 0 and the limit {limit}.");
}
