using System;
using System.Buffers.Binary;

namespace ChunkedBuffers;

/// <content>Numbers with the most significant byte first.</content>
public sealed partial class BlockCursor
{
    /// <summary>Puts a signed integer of 16 bits, most significant byte first.</summary>
    /// <param name="value">The number.</param>
    /// <exception cref="InvalidOperationException">Fewer than 2 bytes remain, or a slice shares them.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public void PutInt16BigEndian(short value)
    {
        BinaryPrimitives.WriteInt16BigEndian(ToPut(2), value);
        _position += 2;
    }

    /// <summary>Gets a signed integer of 16 bits, most significant byte first.</summary>
    /// <returns>The number.</returns>
    /// <exception cref="InvalidOperationException">Fewer than 2 bytes remain.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public short GetInt16BigEndian()
    {
        short value = BinaryPrimitives.ReadInt16BigEndian(ToGet(2));
        _position += 2;
        return value;
    }

    /// <summary>Puts an unsigned integer of 16 bits, most significant byte first.</summary>
    /// <param name="value">The number.</param>
    /// <exception cref="InvalidOperationException">Fewer than 2 bytes remain, or a slice shares them.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public void PutUInt16BigEndian(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(ToPut(2), value);
        _position += 2;
    }

    /// <summary>Gets an unsigned integer of 16 bits, most significant byte first.</summary>
    /// <returns>The number.</returns>
    /// <exception cref="InvalidOperationException">Fewer than 2 bytes remain.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public ushort GetUInt16BigEndian()
    {
        ushort value = BinaryPrimitives.ReadUInt16BigEndian(ToGet(2));
        _position += 2;
        return value;
    }

    /// <summary>Puts a signed integer of 32 bits, most significant byte first.</summary>
    /// <param name="value">The number.</param>
    /// <exception cref="InvalidOperationException">Fewer than 4 bytes remain, or a slice shares them.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public void PutInt32BigEndian(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(ToPut(4), value);
        _position += 4;
    }

    /// <summary>Gets a signed integer of 32 bits, most significant byte first.</summary>
    /// <returns>The number.</returns>
    /// <exception cref="InvalidOperationException">Fewer than 4 bytes remain.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public int GetInt32BigEndian()
    {
        int value = BinaryPrimitives.ReadInt32BigEndian(ToGet(4));
        _position += 4;
        return value;
    }

    /// <summary>Puts an unsigned integer of 32 bits, most significant byte first.</summary>
    /// <param name="value">The number.</param>
    /// <exception cref="InvalidOperationException">Fewer than 4 bytes remain, or a slice shares them.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public void PutUInt32BigEndian(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(ToPut(4), value);
        _position += 4;
    }

    /// <summary>Gets an unsigned integer of 32 bits, most significant byte first.</summary>
    /// <returns>The number.</returns>
    /// <exception cref="InvalidOperationException">Fewer than 4 bytes remain.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public uint GetUInt32BigEndian()
    {
        uint value = BinaryPrimitives.ReadUInt32BigEndian(ToGet(4));
        _position += 4;
        return value;
    }

    /// <summary>Puts a signed integer of 64 bits, most significant byte first.</summary>
    /// <param name="value">The number.</param>
    /// <exception cref="InvalidOperationException">Fewer than 8 bytes remain, or a slice shares them.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public void PutInt64BigEndian(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(ToPut(8), value);
        _position += 8;
    }

    /// <summary>Gets a signed integer of 64 bits, most significant byte first.</summary>
    /// <returns>The number.</returns>
    /// <exception cref="InvalidOperationException">Fewer than 8 bytes remain.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public long GetInt64BigEndian()
    {
        long value = BinaryPrimitives.ReadInt64BigEndian(ToGet(8));
        _position += 8;
        return value;
    }

    /// <summary>Puts an unsigned integer of 64 bits, most significant byte first.</summary>
    /// <param name="value">The number.</param>
    /// <exception cref="InvalidOperationException">Fewer than 8 bytes remain, or a slice shares them.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public void PutUInt64BigEndian(ulong value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(ToPut(8), value);
        _position += 8;
    }

    /// <summary>Gets an unsigned integer of 64 bits, most significant byte first.</summary>
    /// <returns>The number.</returns>
    /// <exception cref="InvalidOperationException">Fewer than 8 bytes remain.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public ulong GetUInt64BigEndian()
    {
        ulong value = BinaryPrimitives.ReadUInt64BigEndian(ToGet(8));
        _position += 8;
        return value;
    }

    /// <summary>Puts a signed integer of 128 bits, most significant byte first.</summary>
    /// <param name="value">The number.</param>
    /// <exception cref="InvalidOperationException">Fewer than 16 bytes remain, or a slice shares them.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public void PutInt128BigEndian(Int128 value)
    {
        BinaryPrimitives.WriteInt128BigEndian(ToPut(16), value);
        _position += 16;
    }

    /// <summary>Gets a signed integer of 128 bits, most significant byte first.</summary>
    /// <returns>The number.</returns>
    /// <exception cref="InvalidOperationException">Fewer than 16 bytes remain.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public Int128 GetInt128BigEndian()
    {
        Int128 value = BinaryPrimitives.ReadInt128BigEndian(ToGet(16));
        _position += 16;
        return value;
    }

    /// <summary>Puts an unsigned integer of 128 bits, most significant byte first.</summary>
    /// <param name="value">The number.</param>
    /// <exception cref="InvalidOperationException">Fewer than 16 bytes remain, or a slice shares them.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public void PutUInt128BigEndian(UInt128 value)
    {
        BinaryPrimitives.WriteUInt128BigEndian(ToPut(16), value);
        _position += 16;
    }

    /// <summary>Gets an unsigned integer of 128 bits, most significant byte first.</summary>
    /// <returns>The number.</returns>
    /// <exception cref="InvalidOperationException">Fewer than 16 bytes remain.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public UInt128 GetUInt128BigEndian()
    {
        UInt128 value = BinaryPrimitives.ReadUInt128BigEndian(ToGet(16));
        _position += 16;
        return value;
    }

    /// <summary>Puts an IEEE 754 number of 16 bits, most significant byte first.</summary>
    /// <param name="value">The number.</param>
    /// <exception cref="InvalidOperationException">Fewer than 2 bytes remain, or a slice shares them.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public void PutHalfBigEndian(Half value)
    {
        BinaryPrimitives.WriteHalfBigEndian(ToPut(2), value);
        _position += 2;
    }

    /// <summary>Gets an IEEE 754 number of 16 bits, most significant byte first.</summary>
    /// <returns>The number.</returns>
    /// <exception cref="InvalidOperationException">Fewer than 2 bytes remain.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public Half GetHalfBigEndian()
    {
        Half value = BinaryPrimitives.ReadHalfBigEndian(ToGet(2));
        _position += 2;
        return value;
    }

    /// <summary>Puts an IEEE 754 number of 32 bits, most significant byte first.</summary>
    /// <param name="value">The number.</param>
    /// <exception cref="InvalidOperationException">Fewer than 4 bytes remain, or a slice shares them.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public void PutSingleBigEndian(float value)
    {
        BinaryPrimitives.WriteSingleBigEndian(ToPut(4), value);
        _position += 4;
    }

    /// <summary>Gets an IEEE 754 number of 32 bits, most significant byte first.</summary>
    /// <returns>The number.</returns>
    /// <exception cref="InvalidOperationException">Fewer than 4 bytes remain.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public float GetSingleBigEndian()
    {
        float value = BinaryPrimitives.ReadSingleBigEndian(ToGet(4));
        _position += 4;
        return value;
    }

    /// <summary>Puts an IEEE 754 number of 64 bits, most significant byte first.</summary>
    /// <param name="value">The number.</param>
    /// <exception cref="InvalidOperationException">Fewer than 8 bytes remain, or a slice shares them.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public void PutDoubleBigEndian(double value)
    {
        BinaryPrimitives.WriteDoubleBigEndian(ToPut(8), value);
        _position += 8;
    }

    /// <summary>Gets an IEEE 754 number of 64 bits, most significant byte first.</summary>
    /// <returns>The number.</returns>
    /// <exception cref="InvalidOperationException">Fewer than 8 bytes remain.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public double GetDoubleBigEndian()
    {
        double value = BinaryPrimitives.ReadDoubleBigEndian(ToGet(8));
        _position += 8;
        return value;
    }
}
