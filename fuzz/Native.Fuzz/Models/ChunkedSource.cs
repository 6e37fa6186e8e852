using System;
using System.Buffers;
using System.Collections.Generic;
using ChunkedBuffers;

namespace Native.Fuzz.Models;

/// <summary>The same content as a buffer or as a slice: what both can do goes to one of them.</summary>
internal sealed class ChunkedSource : IDisposable
{
    private readonly ChunkedBuffer? _buffer;
    private readonly BufferSlice _slice;

    public ChunkedSource(IReadOnlyList<byte[]> pieces, BlockPool pool, bool isBuffer)
    {
        if (!isBuffer)
        {
            _slice = Slices.Concat(pieces, pool);
            return;
        }

        _buffer = Slices.Buffer(pieces, pool);
    }

    public long Length => _buffer?.Length ?? _slice.Length;

    public long IndexOf(byte value, long start, long end) =>
        _buffer?.IndexOf(value, start, end) ?? _slice.IndexOf(value, start, end);

    public long IndexOf(ReadOnlySpan<byte> needle, long start, long end) =>
        _buffer?.IndexOf(needle, start, end) ?? _slice.IndexOf(needle, start, end);

    public long IndexOfAny(SearchValues<byte> values, long start, long end) =>
        _buffer?.IndexOfAny(values, start, end) ?? _slice.IndexOfAny(values, start, end);

    public long LastIndexOf(byte value, long start, long end) =>
        _buffer?.LastIndexOf(value, start, end) ?? _slice.LastIndexOf(value, start, end);

    public long LastIndexOf(ReadOnlySpan<byte> needle, long start, long end) =>
        _buffer?.LastIndexOf(needle, start, end) ?? _slice.LastIndexOf(needle, start, end);

    public long LastIndexOfAny(SearchValues<byte> values, long start, long end) =>
        _buffer?.LastIndexOfAny(values, start, end) ?? _slice.LastIndexOfAny(values, start, end);

    public int FindAll(byte value, Span<long> positions, long start) =>
        _buffer?.FindAll(value, positions, start) ?? _slice.FindAll(value, positions, start);

    public int FindAll(byte value, Span<int> positions, long start) =>
        _buffer?.FindAll(value, positions, start) ?? _slice.FindAll(value, positions, start);

    public long Count(byte value) => _buffer?.Count(value) ?? _slice.Count(value);

    public bool StartsWith(ReadOnlySpan<byte> prefix) => _buffer?.StartsWith(prefix) ?? _slice.StartsWith(prefix);

    public bool EndsWith(ReadOnlySpan<byte> suffix) => _buffer?.EndsWith(suffix) ?? _slice.EndsWith(suffix);

    public byte[] ToArray() => _buffer?.ToArray() ?? _slice.ToArray();

    public int CopyTo(long start, Span<byte> destination) =>
        _buffer?.CopyTo(start, destination) ?? _slice.CopyTo(start, destination);

    public bool SequenceEqual(ReadOnlySpan<byte> other) => _buffer?.SequenceEqual(other) ?? _slice.SequenceEqual(other);

    public int SequenceCompareTo(ReadOnlySpan<byte> other) =>
        _buffer?.SequenceCompareTo(other) ?? _slice.SequenceCompareTo(other);

    public string GetString() => _buffer?.GetString() ?? _slice.GetString();

    public Utf8Validity ValidateUtf8() => _buffer?.ValidateUtf8() ?? _slice.ValidateUtf8();

    /// <summary>A handle to all of it, whichever this is. Ownership: the caller disposes it.</summary>
    public BufferSlice ShareAll() => _buffer?.Peek(-1) ?? _slice.Share();

    public void Dispose()
    {
        if (_buffer is null)
        {
            _slice.Dispose();
        }
        else
        {
            _buffer.Dispose();
        }
    }
}
