using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ChunkedBuffers;

/// <content>Single bytes, runs of known length, and the raw read that all numbers share.</content>
public ref partial struct BufferReader
{
    /// <summary>Reads a byte.</summary>
    /// <param name="value">The byte, or 0.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(out byte value)
    {
        bool isThere = TryPeek(out value);
        if (isThere)
        {
            _index++;
        }

        return isThere;
    }

    /// <summary>Reads a signed integer of 8 bits.</summary>
    /// <param name="value">The number, or 0.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(out sbyte value)
    {
        bool isRead = TryRead(out byte bits);
        value = (sbyte)bits;
        return isRead;
    }

    /// <summary>Reads as many bytes as the destination holds.</summary>
    /// <param name="destination">Where they go; untouched when there are not that many.</param>
    /// <returns>False when there are not that many; the position did not move.</returns>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public bool TryRead(scoped Span<byte> destination)
    {
        if (destination.Length > _span.Length - _index && destination.Length > RemainingUnchanged)
        {
            return false;
        }

        CopyAcross(destination);
        return true;
    }

    /// <summary>Copies the next bytes without reading them.</summary>
    /// <param name="destination">Where they go; untouched when there are not that many.</param>
    /// <returns>False when there are not as many as the destination holds.</returns>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public bool TryCopyTo(scoped Span<byte> destination)
    {
        if (destination.Length <= _span.Length - _index)
        {
            _span.Slice(_index, destination.Length).CopyTo(destination);
            return true;
        }

        if (destination.Length > RemainingUnchanged)
        {
            return false;
        }

        Bookmark start = Remember();
        CopyAcross(destination);
        ReturnTo(start);
        return true;
    }

    /// <summary>
    /// Reads a run of bytes as one span: the source's memory, or a copy in the scratch block when the run lies in more
    /// than one chunk.
    /// </summary>
    /// <param name="length">Bytes to read.</param>
    /// <param name="bytes">The bytes, borrowed until the next read; or empty.</param>
    /// <returns>False when there are not that many; the position did not move.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public bool TryReadExact(int length, out ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> span = _span;
        int index = _index;
        if ((uint)length <= (uint)(span.Length - index))
        {
            bytes = span.Slice(index, length);
            _index = index + length;
            return true;
        }

        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length > RemainingUnchanged)
        {
            bytes = default;
            return false;
        }

        bytes = TakeAcross(length);
        return true;
    }

    /// <summary>Reads the bytes of a value in memory order, whichever that is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryReadRaw<T>(out T value)
        where T : unmanaged
    {
        if (MemoryMarshal.TryRead(_span.Slice(_index), out value))
        {
            _index += Unsafe.SizeOf<T>();
            return true;
        }

        return TryReadRawAcross(out value);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryReadRawAcross<T>(out T value)
        where T : unmanaged
    {
        value = default;
        if (RemainingUnchanged < Unsafe.SizeOf<T>())
        {
            return false;
        }

        CopyAcross(MemoryMarshal.AsBytes(new Span<T>(ref value)));
        return true;
    }

    /// <summary>Reads three bytes; there is no integer type of that size.</summary>
    private bool TryReadThree(out byte first, out byte second, out byte third)
    {
        Span<byte> bytes = stackalloc byte[3];
        bool isRead = TryRead(bytes);
        first = bytes[0];
        second = bytes[1];
        third = bytes[2];
        return isRead;
    }
}
