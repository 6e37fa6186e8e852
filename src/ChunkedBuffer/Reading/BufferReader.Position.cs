using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ChunkedBuffers;

/// <content>Looking and moving without reading a value.</content>
public ref partial struct BufferReader
{
    /// <summary>Looks at the next byte.</summary>
    /// <param name="value">The byte, or 0.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPeek(out byte value)
    {
        ReadOnlySpan<byte> span = _span;
        int index = _index;
        if ((uint)index < (uint)span.Length)
        {
            value = span[index];
            return true;
        }

        return TryPeekNextChunk(out value);
    }

    /// <summary>Looks at a byte further on.</summary>
    /// <param name="offset">Offset in bytes from the position; 0 is the next byte.</param>
    /// <param name="value">The byte, or 0.</param>
    /// <returns>False when there are not that many bytes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public bool TryPeek(long offset, out byte value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (offset < _span.Length - _index)
        {
            value = _span[_index + (int)offset];
            return true;
        }

        value = 0;
        if (offset >= RemainingUnchanged)
        {
            return false;
        }

        Bookmark start = Remember();
        AdvanceFar(offset);
        TryPeek(out value);
        ReturnTo(start);
        return true;
    }

    /// <summary>Moves forward.</summary>
    /// <param name="count">Bytes to skip.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The count is negative or more than <see cref="Remaining"/>; nothing moved.
    /// </exception>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance(long count)
    {
        if ((ulong)count <= (ulong)(_span.Length - _index))
        {
            _index += (int)count;
            return;
        }

        AdvanceFar(count);
    }

    /// <summary>Moves forward if there are that many bytes.</summary>
    /// <param name="count">Bytes to skip.</param>
    /// <returns>False when there are not that many; nothing moved.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public bool TryAdvance(long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count > _span.Length - _index && count > RemainingUnchanged)
        {
            return false;
        }

        Advance(count);
        return true;
    }

    /// <summary>Moves backward.</summary>
    /// <param name="count">Bytes to read again.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The count is negative or more than <see cref="Consumed"/>; nothing moved.
    /// </exception>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public void Rewind(long count)
    {
        if ((ulong)count <= (ulong)_index)
        {
            _index -= (int)count;
            return;
        }

        if (count < 0 || count > Consumed)
        {
            ThrowRewindOutside(count, Consumed);
        }

        MoveTo(Consumed - count);
    }

    /// <summary>Moves behind the last byte.</summary>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public void AdvanceToEnd() => Advance(Remaining);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryPeekNextChunk(out byte value)
    {
        if (!MoveToNextChunk())
        {
            value = 0;
            return false;
        }

        value = _span[_index];
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AdvanceFar(long count)
    {
        if (count < 0 || count > Remaining)
        {
            ThrowAdvanceOutside(count, Remaining);
        }

        ThrowIfChanged();

        // The next chunk is the usual case; a search pays only for a jump over many, and a sequence has none.
        long target = Consumed + count;
        _index = _span.Length;
        do
        {
            MoveToNextChunk();
            long left = target - _spanStart;
            if (left <= _span.Length)
            {
                _index = (int)left;
                return;
            }

            _index = _span.Length;
        }
        while (_isSequence);

        MoveTo(target);
    }

    [DoesNotReturn]
    private static void ThrowAdvanceOutside(long count, long remaining) => throw new ArgumentOutOfRangeException(
        nameof(count), count, $"Cannot advance by {count} bytes: {remaining} remain.");

    [DoesNotReturn]
    private static void ThrowRewindOutside(long count, long consumed) => throw new ArgumentOutOfRangeException(
        nameof(count), count, $"Cannot rewind by {count} bytes: {consumed} are consumed.");
}
