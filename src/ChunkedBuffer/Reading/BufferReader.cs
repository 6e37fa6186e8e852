using System;
using System.Buffers;
using System.Runtime.CompilerServices;

namespace ChunkedBuffers;

/// <summary>
/// A cursor that reads values out of the chunks of a buffer, a slice, a span or a <see cref="ReadOnlySequence{T}"/> as
/// if they were one run of bytes.
/// </summary>
/// <remarks>
/// <para>A <c>TryRead...</c> that does not succeed leaves the position where it was, also when it looked through many
/// chunks, so a parser can simply return and try again with more bytes.</para>
/// <para>Ownership: borrows what it reads. Spans that it returns show the source, or, where a value lies in more than
/// one chunk, a scratch block that the next read may overwrite and <see cref="Dispose"/> gives back. They are valid
/// until the next read, and as long as the source.</para>
/// <para>A <see cref="ChunkedBuffer"/> must not change while it is read: the first read that leaves the current chunk
/// after a change throws <see cref="InvalidOperationException"/>. The caller keeps a slice alive.</para>
/// <para>Thread safety: one thread, as for its source. Pass it by reference; two copies would give one scratch block
/// back twice, which throws.</para>
/// <example><code>
/// using var reader = new BufferReader(buffer);
/// if (reader.TryReadUInt32BigEndian(out uint id) &amp;&amp; reader.TryReadLine(out ReadOnlySpan&lt;byte&gt; name))
/// {
///     Handle(id, name);
///     buffer.Skip(reader.Consumed);
/// }
/// </code></example>
/// </remarks>
public ref partial struct BufferReader : IDisposable
{
    // What is read: a view of a buffer, a slice or a span, or else a sequence of several segments.
    private readonly ChunkView _view;
    private readonly ChunkedBuffer? _buffer;
    private readonly BufferSlice _slice;
    private readonly ReadOnlySequence<byte> _sequence;
    private readonly bool _isSlice;
    private readonly bool _isSequence;
    private readonly long _version;

    private readonly BlockPool? _pool;
    private readonly long _length;

    // The current chunk, how far it was read, and where it stands in the source. _index may be the chunk's length: the
    // step to the next chunk is taken by the read that needs it, so that the others do not ask.
    private ReadOnlySpan<byte> _span;
    private int _index;
    private long _spanStart;

    // What follows the current chunk: its number in the view, or the position behind it in the sequence.
    private int _chunk;
    private SequencePosition _next;

    // One bit for each byte of the window from _lineBase on in the current chunk; see TryReadLine.
    private ulong _lineMask;
    private int _lineBase;

    private ScratchBlock _scratch;

    /// <summary>Reads a span.</summary>
    /// <param name="bytes">The bytes to read. Ownership: borrows.</param>
    /// <param name="pool">Unused by a span, whose values are never in two chunks; there so that all sources look
    /// alike.</param>
    public BufferReader(ReadOnlySpan<byte> bytes, BlockPool? pool = null)
    {
        _pool = pool;
        _view = new ChunkView(bytes);
        _span = bytes;
        _length = bytes.Length;
        _lineBase = NoWindow;
    }

    /// <summary>Reads a sequence; its segments stay where they are.</summary>
    /// <param name="sequence">The bytes to read. Ownership: borrows.</param>
    /// <param name="pool">Where scratch blocks come from; the shared pool when absent.</param>
    public BufferReader(in ReadOnlySequence<byte> sequence, BlockPool? pool = null)
    {
        _pool = pool;
        _span = sequence.FirstSpan;
        _lineBase = NoWindow;
        if (sequence.IsSingleSegment)
        {
            _view = new ChunkView(_span);
            _length = _span.Length;
            return;
        }

        _isSequence = true;
        _sequence = sequence;
        _length = sequence.Length;
        _next = sequence.Start;
        sequence.TryGet(ref _next, out _);
    }

    private BufferReader(ChunkView view, BlockPool? pool)
    {
        _pool = pool;
        _view = view;
        _length = view.Length;
        _lineBase = NoWindow;
        if (view.Count > 0)
        {
            _span = view[0];
        }
    }

    /// <summary>Gets the number of bytes in the source.</summary>
    public readonly long Length => _length;

    /// <summary>Gets the number of bytes in front of the position.</summary>
    public readonly long Consumed
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _spanStart + _index;
    }

    /// <summary>Gets the number of bytes behind the position.</summary>
    public readonly long Remaining => _length - Consumed;

    /// <summary>Gets whether every byte was read.</summary>
    public readonly bool End => Consumed == _length;

    /// <summary>Gets the unread bytes of the current chunk; empty only at the end.</summary>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public ReadOnlySpan<byte> UnreadSpan
    {
        get
        {
            if (_index == _span.Length)
            {
                MoveToNextChunk();
            }

            return _span.Slice(_index);
        }
    }

    /// <summary>Gives the scratch block back, if one was needed. Safe to call again.</summary>
    public void Dispose() => _scratch.Release();
}
