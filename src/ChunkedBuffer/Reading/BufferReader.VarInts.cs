using System;
using System.Runtime.CompilerServices;

namespace ChunkedBuffers;

/// <content>LEB128 integers. <c>docs/reading.md</c> says exactly what is malformed.</content>
public ref partial struct BufferReader
{
    /// <summary>Reads an unsigned LEB128 integer of up to 32 bits, 1 to 5 bytes long.</summary>
    /// <param name="value">The number, or 0.</param>
    /// <param name="allowOverlong">
    /// Accepts encodings that a shorter one could replace, as patched-in lengths have; never more than 5 bytes.
    /// </param>
    /// <returns>
    /// <see cref="ReadStatus.Done"/>; or, with the position unmoved, <see cref="ReadStatus.NeedMoreData"/> when the
    /// bytes end inside the number and <see cref="ReadStatus.Malformed"/> when no further byte can make it one.
    /// </returns>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadStatus TryReadVarUInt32(out uint value, bool allowOverlong = false)
    {
        ReadStatus status = TryReadVarInt(32, allowOverlong, out ulong bits);
        value = (uint)bits;
        return status;
    }

    /// <summary>Reads an unsigned LEB128 integer of up to 64 bits, 1 to 10 bytes long.</summary>
    /// <param name="value">The number, or 0.</param>
    /// <param name="allowOverlong">
    /// Accepts encodings that a shorter one could replace, as patched-in lengths have; never more than 10 bytes.
    /// </param>
    /// <returns>
    /// <see cref="ReadStatus.Done"/>; or, with the position unmoved, <see cref="ReadStatus.NeedMoreData"/> when the
    /// bytes end inside the number and <see cref="ReadStatus.Malformed"/> when no further byte can make it one.
    /// </returns>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadStatus TryReadVarUInt64(out ulong value, bool allowOverlong = false) =>
        TryReadVarInt(64, allowOverlong, out value);

    /// <summary>Reads a signed integer of up to 32 bits as LEB128 of its zigzag mapping (0, -1, 1, -2 ...).</summary>
    /// <param name="value">The number, or 0.</param>
    /// <param name="allowOverlong">Accepts encodings that a shorter one could replace.</param>
    /// <returns>As <see cref="TryReadVarUInt32"/>.</returns>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public ReadStatus TryReadVarInt32(out int value, bool allowOverlong = false)
    {
        ReadStatus status = TryReadVarUInt32(out uint bits, allowOverlong);
        value = VarInt.UndoZigZag(bits);
        return status;
    }

    /// <summary>Reads a signed integer of up to 64 bits as LEB128 of its zigzag mapping (0, -1, 1, -2 ...).</summary>
    /// <param name="value">The number, or 0.</param>
    /// <param name="allowOverlong">Accepts encodings that a shorter one could replace.</param>
    /// <returns>As <see cref="TryReadVarUInt64"/>.</returns>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public ReadStatus TryReadVarInt64(out long value, bool allowOverlong = false)
    {
        ReadStatus status = TryReadVarUInt64(out ulong bits, allowOverlong);
        value = VarInt.UndoZigZag(bits);
        return status;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadStatus TryReadVarInt(int bits, bool allowOverlong, out ulong value)
    {
        ReadOnlySpan<byte> span = _span;
        int index = _index;
        if ((uint)index < (uint)span.Length && span[index] < 0x80)
        {
            value = span[index];
            _index = index + 1;
            return ReadStatus.Done;
        }

        return TryReadLongVarInt(bits, allowOverlong, out value);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ReadStatus TryReadLongVarInt(int bits, bool allowOverlong, out ulong value)
    {
        ReadStatus status = VarInt.Decode(_span.Slice(_index), bits, allowOverlong, out value, out int length);
        if (status == ReadStatus.NeedMoreData && RemainingUnchanged > _span.Length - _index)
        {
            Span<byte> joined = stackalloc byte[VarInt.LengthMax];
            joined = joined.Slice(0, (int)Math.Min(Remaining, VarInt.LengthMax));
            TryCopyTo(joined);
            status = VarInt.Decode(joined, bits, allowOverlong, out value, out length);
        }

        Advance(length);
        return status;
    }
}
