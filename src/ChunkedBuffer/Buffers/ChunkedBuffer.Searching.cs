using System;
using System.Buffers;

namespace ChunkedBuffers;

/// <content>Searching, copying out and walking over chunks and lines. An open write lease is not disturbed.</content>
public sealed partial class ChunkedBuffer
{
    /// <summary>Finds the first byte of a value.</summary>
    /// <param name="value">The byte to look for.</param>
    /// <param name="start">Offset in bytes at which the search begins.</param>
    /// <param name="end">
    /// Offset in bytes behind the last byte searched; -1, or more than there is, means the length.
    /// </param>
    /// <returns>Its offset in bytes; -1 when there is none.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="start"/> is negative, or <paramref name="end"/> less than -1.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public long IndexOf(byte value, long start = 0, long end = -1) => ChunkSearch.IndexOf(Readable, value, start, end);

    /// <summary>
    /// Finds the first place where bytes stand, also over the borders of chunks. Takes time linear in the content,
    /// whatever the needle, and allocates nothing.
    /// </summary>
    /// <param name="needle">The bytes to look for; none are found at the start, if that is not behind the end.</param>
    /// <param name="start">Offset in bytes at which the search begins.</param>
    /// <param name="end">
    /// Offset in bytes behind the last byte that may belong to a match; -1, or more than there is, means the length.
    /// </param>
    /// <returns>The offset in bytes of the first match that lies wholly in the range; -1 when there is none.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="start"/> is negative, or <paramref name="end"/> less than -1.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public long IndexOf(ReadOnlySpan<byte> needle, long start = 0, long end = -1) =>
        ChunkSearch.IndexOf(Readable, needle, start, end);

    /// <summary>Finds the first byte of a set.</summary>
    /// <param name="values">The bytes to look for.</param>
    /// <param name="start">Offset in bytes at which the search begins.</param>
    /// <param name="end">
    /// Offset in bytes behind the last byte searched; -1, or more than there is, means the length.
    /// </param>
    /// <returns>Its offset in bytes; -1 when there is none.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="start"/> is negative, or <paramref name="end"/> less than -1.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public long IndexOfAny(SearchValues<byte> values, long start = 0, long end = -1) =>
        ChunkSearch.IndexOfAny(Readable, values, start, end);

    /// <summary>Finds the last byte of a value.</summary>
    /// <param name="value">The byte to look for.</param>
    /// <param name="start">Offset in bytes of the first byte searched.</param>
    /// <param name="end">
    /// Offset in bytes behind the last byte searched; -1, or more than there is, means the length.
    /// </param>
    /// <returns>Its offset in bytes; -1 when there is none.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="start"/> is negative, or <paramref name="end"/> less than -1.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public long LastIndexOf(byte value, long start = 0, long end = -1) =>
        ChunkSearch.LastIndexOf(Readable, value, start, end);

    /// <summary>Finds the last place where bytes stand, also over the borders of chunks.</summary>
    /// <param name="needle">The bytes to look for; none are found at the end, if that is not before the start.</param>
    /// <param name="start">Offset in bytes of the first byte that may belong to a match.</param>
    /// <param name="end">
    /// Offset in bytes behind the last byte that may belong to a match; -1, or more than there is, means the length.
    /// </param>
    /// <returns>The offset in bytes of the last match that lies wholly in the range; -1 when there is none.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="start"/> is negative, or <paramref name="end"/> less than -1.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public long LastIndexOf(ReadOnlySpan<byte> needle, long start = 0, long end = -1) =>
        ChunkSearch.LastIndexOf(Readable, needle, start, end);

    /// <summary>Finds the last byte of a set.</summary>
    /// <param name="values">The bytes to look for.</param>
    /// <param name="start">Offset in bytes of the first byte searched.</param>
    /// <param name="end">
    /// Offset in bytes behind the last byte searched; -1, or more than there is, means the length.
    /// </param>
    /// <returns>Its offset in bytes; -1 when there is none.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="start"/> is negative, or <paramref name="end"/> less than -1.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public long LastIndexOfAny(SearchValues<byte> values, long start = 0, long end = -1) =>
        ChunkSearch.LastIndexOfAny(Readable, values, start, end);

    /// <summary>Writes down where every byte of a value is: the fastest way to find many short lines.</summary>
    /// <param name="value">The byte to look for.</param>
    /// <param name="positions">Receives the offsets in bytes in ascending order.</param>
    /// <param name="start">Offset in bytes at which the search begins.</param>
    /// <returns>
    /// How many were written; as many as there is room for when there may be more: continue behind the last one.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="start"/> is negative.</exception>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public int FindAll(byte value, Span<long> positions, long start = 0) =>
        LineIndex.FindAll(Readable, value, positions, start);

    /// <summary>Writes down where every byte of a value is, in half the memory.</summary>
    /// <param name="value">The byte to look for.</param>
    /// <param name="positions">Receives the offsets in bytes in ascending order.</param>
    /// <param name="start">Offset in bytes at which the search begins.</param>
    /// <returns>
    /// How many were written; as many as there is room for when there may be more: continue behind the last one.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="start"/> is negative.</exception>
    /// <exception cref="OverflowException">There are more than 2 GiB, so an offset might not fit.</exception>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public int FindAll(byte value, Span<int> positions, long start = 0) =>
        LineIndex.FindAll(Readable, value, positions, start);

    /// <summary>Counts the bytes of a value.</summary>
    /// <param name="value">The byte to count.</param>
    /// <returns>How many there are.</returns>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public long Count(byte value) => LineIndex.Count(Readable, value);

    /// <summary>Tells whether the first bytes are these.</summary>
    /// <param name="prefix">The bytes; none are the start of everything.</param>
    /// <returns>Whether they are.</returns>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public bool StartsWith(ReadOnlySpan<byte> prefix) => ChunkCompare.StartsWith(Readable, prefix);

    /// <summary>Tells whether the last bytes are these.</summary>
    /// <param name="suffix">The bytes; none are the end of everything.</param>
    /// <returns>Whether they are.</returns>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public bool EndsWith(ReadOnlySpan<byte> suffix) => ChunkCompare.EndsWith(Readable, suffix);

    /// <summary>Copies all bytes.</summary>
    /// <param name="destination">Receives the bytes; it may be longer.</param>
    /// <exception cref="ArgumentException">The destination is shorter than the buffer.</exception>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public void CopyTo(Span<byte> destination) => ChunkCopy.CopyTo(Readable, destination);

    /// <summary>Copies as many bytes as there are and fit.</summary>
    /// <param name="start">Offset in bytes of the first byte to copy.</param>
    /// <param name="destination">Receives the bytes.</param>
    /// <returns>The number of bytes copied.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="start"/> is negative or behind the end.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public int CopyTo(long start, Span<byte> destination) => ChunkCopy.CopyTo(Readable, start, destination);

    /// <summary>Copies all bytes to a new array.</summary>
    /// <returns>The array. Ownership: the caller's.</returns>
    /// <exception cref="InvalidOperationException">There are more bytes than an array can hold.</exception>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public byte[] ToArray() => ChunkCopy.ToArray(Readable);

    /// <summary>
    /// Walks over the lines without taking them; see <see cref="LineEnumerator"/> for what a line is. Ownership:
    /// borrows, until the buffer changes.
    /// </summary>
    /// <param name="includeUnterminated">Whether what follows the last line feed is a line too.</param>
    /// <returns>The lines, for <c>foreach</c>.</returns>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public LineEnumerator EnumerateLines(bool includeUnterminated = true) =>
        new(Readable, this, Pool, includeUnterminated);

    /// <summary>Gets the contiguous runs that the bytes are in. Ownership: borrows, until the buffer changes.</summary>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public ChunkEnumerator Chunks => new(Readable, this);

    /// <summary>The chunks, borrowed until the buffer changes, for members that refuse a disposed buffer.</summary>
    internal ChunkView Readable
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return View;
        }
    }
}
