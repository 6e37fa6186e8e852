using System;

namespace ChunkedBuffers;

/// <summary>Walks over the contiguous runs that the bytes are in, in order; none is empty.</summary>
/// <remarks>
/// <para>Ownership: borrows. A span is valid until the buffer changes or the slice is disposed.</para>
/// <para>Thread safety: none; the compiler keeps it on one thread.</para>
/// <example><code>
/// foreach (ReadOnlySpan&lt;byte&gt; chunk in slice.Chunks)
/// {
///     hash.AppendData(chunk);
/// }
/// </code></example>
/// </remarks>
public ref struct ChunkEnumerator
{
    private readonly ChunkView _view;
    private readonly ChunkedBuffer? _buffer;
    private readonly long _version;
    private ReadOnlySpan<byte> _current;
    private int _next;

    internal ChunkEnumerator(scoped in ChunkView view, ChunkedBuffer? buffer)
    {
        _view = view;
        _buffer = buffer;
        _version = buffer?.Version ?? 0;
    }

    /// <summary>Gets the run. Ownership: borrows.</summary>
    public readonly ReadOnlySpan<byte> Current => _current;

    /// <summary>Gets this enumerator, for <c>foreach</c>.</summary>
    /// <returns>The enumerator itself.</returns>
    public readonly ChunkEnumerator GetEnumerator() => this;

    /// <summary>Goes to the next run.</summary>
    /// <returns>False when there is none.</returns>
    /// <exception cref="InvalidOperationException">The buffer changed since the enumeration began.</exception>
    public bool MoveNext()
    {
        if (_buffer is not null && _buffer.Version != _version)
        {
            ThrowHelper.ThrowChangedWhileEnumerated();
        }

        while (_next < _view.Count)
        {
            _current = _view[_next++];
            if (!_current.IsEmpty)
            {
                return true;
            }
        }

        _current = default;
        return false;
    }
}
