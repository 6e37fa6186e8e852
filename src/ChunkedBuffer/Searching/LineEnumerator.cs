using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ChunkedBuffers;

/// <summary>
/// Walks over lines without taking them: each is a borrowed span. A line ends at a line feed; one carriage return in
/// front of it belongs to the end. A lone carriage return ends no line.
/// </summary>
/// <remarks>
/// <para>Ownership: borrows. A line is valid until the next <see cref="MoveNext"/>. Only a line that lies in several
/// chunks is copied, to a block that is rented for it and goes back with <see cref="Dispose"/>; <c>foreach</c>
/// disposes.
/// </para>
/// <para>Thread safety: none; the compiler keeps it on one thread.</para>
/// <example><code>
/// foreach (ReadOnlySpan&lt;byte&gt; line in buffer.EnumerateLines())
/// {
///     total += line.Length;
/// }
/// </code></example>
/// </remarks>
public ref struct LineEnumerator : IDisposable
{
    private const byte LineFeed = (byte)'\n';
    private const byte CarriageReturn = (byte)'\r';

    private readonly ChunkView _view;
    private readonly ChunkedBuffer? _buffer;
    private readonly BlockPool? _pool;
    private readonly long _version;
    private readonly bool _includeUnterminated;
    private ReadOnlySpan<byte> _chunk;
    private ReadOnlySpan<byte> _current;
    private long _chunkStart;
    private long _currentOffset;
    private int _index;
    private int _at;
    private MatchCursor _cursor;
    private BlockLease _scratch;

    /// <summary>Starts at the front of a view, which belongs to a slice, or to a buffer that must not change.</summary>
    internal LineEnumerator(scoped in ChunkView view, ChunkedBuffer? buffer, BlockPool? pool, bool includeUnterminated)
    {
        _view = view;
        _buffer = buffer;
        _version = buffer?.Version ?? 0;
        _pool = pool;
        _includeUnterminated = includeUnterminated;
        _chunk = view.Count > 0 ? view[0] : default;
    }

    /// <summary>Gets the line without its end. Ownership: borrows, until the next <see cref="MoveNext"/>.</summary>
    public readonly ReadOnlySpan<byte> Current => _current;

    /// <summary>Gets the offset in bytes of the line's first byte, from the start of what is walked over.</summary>
    public readonly long CurrentOffset => _currentOffset;

    /// <summary>Gets this enumerator, for <c>foreach</c>.</summary>
    /// <returns>The enumerator itself.</returns>
    public readonly LineEnumerator GetEnumerator() => this;

    /// <summary>Goes to the next line.</summary>
    /// <returns>False when there is none.</returns>
    /// <exception cref="InvalidOperationException">
    /// The buffer changed since the enumeration began, or a line in several chunks is longer than a block can be.
    /// </exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MoveNext()
    {
        if (_buffer is not null && _buffer.Version != _version)
        {
            ThrowHelper.ThrowChangedWhileEnumerated();
        }

        int feed = _cursor.Next(_chunk, LineFeed);
        if (feed < 0)
        {
            return MoveNextAcross();
        }

        int at = _at;
        int length = feed - at;
        if (length > 0 && _chunk[feed - 1] == CarriageReturn)
        {
            length--;
        }

        _current = _chunk.Slice(at, length);
        _currentOffset = _chunkStart + at;
        _at = feed + 1;
        return true;
    }

    /// <summary>Gives the block back in which a split line was joined.</summary>
    public void Dispose()
    {
        _scratch.Dispose();
        _scratch = default;
        _current = default;
    }

    /// <summary>The chunk has no line feed any more: looks for it in the next ones.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool MoveNextAcross()
    {
        long start = _chunkStart + _at;
        ReadOnlySpan<byte> head = _chunk[_at..];
        for (bool isNext = true; _index + 1 < _view.Count; isNext = false)
        {
            _chunkStart += _chunk.Length;
            _chunk = _view[++_index];
            _cursor.Reset();
            int feed = _cursor.Next(_chunk, LineFeed);
            if (feed >= 0)
            {
                ReadOnlySpan<byte> tail = _chunk[..feed];
                ReadOnlySpan<byte> line = head.IsEmpty && isNext ? tail
                    : isNext ? Join(head, tail)
                    : Join(start, _chunkStart + feed);
                _current = line.Length > 0 && line[^1] == CarriageReturn ? line[..^1] : line;
                _currentOffset = start;
                _at = feed + 1;
                return true;
            }
        }

        _at = _chunk.Length;
        if (!_includeUnterminated || start == _view.Length)
        {
            _current = default;
            _currentOffset = _view.Length;
            return false;
        }

        _current = head.Length == _view.Length - start ? head : Join(start, _view.Length);
        _currentOffset = start;
        return true;
    }

    private ReadOnlySpan<byte> Join(ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail)
    {
        Span<byte> joined = Scratch((long)head.Length + tail.Length);
        head.CopyTo(joined);
        tail.CopyTo(joined[head.Length..]);
        return joined;
    }

    private ReadOnlySpan<byte> Join(long start, long end)
    {
        Span<byte> joined = Scratch(end - start);
        _ = ChunkCopy.CopyTo(_view, start, joined);
        return joined;
    }

    /// <summary>Room for a line in several chunks; what was joined before is overwritten.</summary>
    private Span<byte> Scratch(long length)
    {
        if (length > BlockDepot.LengthMax)
        {
            ThrowTooLong(length);
        }

        if (_scratch.Length < length)
        {
            _scratch.Dispose();
            _scratch = default;
            _scratch = (_pool ?? BlockPool.Shared).RentBlock((int)length, allowDirty: true);
        }

        return _scratch.Span[..(int)length];
    }

    [DoesNotReturn]
    private static void ThrowTooLong(long length) => throw new InvalidOperationException(
        $"A line of {length} bytes is in several chunks and does not fit into one block of "
        + $"{BlockDepot.LengthMax} bytes.");
}
