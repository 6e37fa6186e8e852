using System;
using System.Buffers.Binary;

namespace ChunkedBuffers;

/// <content>Numbers with the least significant byte first.</content>
public sealed partial class BlockCursor
{
    /// <summary>Puts a signed integer of 16 bits, least significant byte first.</summary>
    /// <param name="value">The number.</param>
    /// <exception cref="InvalidOperationException">Fewer than 2 bytes remain, or a slice shares them.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public void PutInt16LittleEndian(short value)
    {
        BinaryPrimitives.WriteInt16LittleEndian(ToPut(2), value);
        _position += 2;
    }

    /// <summary>Gets a signed integer of 16 bits, least significant byte first.</summary>
    /// <returns>The number.</returns>
    /// <exception cref="InvalidOperationException">Fewer than 2 bytes remain.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public short GetInt16LittleEndian()
    {
        short value = BinaryPrimitives.ReadInt16LittleEndian(ToGet(2));
        _position += 2;
        return value;
    }

    /// <summary>Puts an unsigned integer of 16 bits, least significant byte first.</summary>
    /// <param name="value">The number.</param>
    /// <exception cref="InvalidOperationException">Fewer than 2 bytes remain, or a slice shares them.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public void PutUInt16LittleEndian(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(ToPut(2), value);
        _position += 2;
    }

    /// <summary>Gets an unsigned integer of 16 bits, least significant byte first.</summary>
    /// <returns>The number.</returns>
    /// <exception cref="InvalidOperationException">Fewer than 2 bytes remain.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public ushort GetUInt16LittleEndian()
    {
        ushort value = BinaryPrimitives.ReadUInt16LittleEndian(ToGet(2));
        _position += 2;
        return value;
    }

    /// <summary>Puts a signed integer of 32 bits, least significant byte first.</summary>
    /// <param name="value">The number.</param>
    /// <exception cref="InvalidOperationException">Fewer than 4 bytes remain, or a slice shares them.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public void PutInt32LittleEndian(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(ToPut(4), value);
        _position += 4;
    }

    /// <summary>Gets a signed integer of 32 bits, least significant byte first.</summary>
    /// <returns>The number.</returns>
    /// <exception cref="InvalidOperationException">Fewer than 4 bytes remain.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public int GetInt32LittleEndian()
    {
        int value = BinaryPrimitives.ReadInt32LittleEndian(ToGet(4));
        _position += 4;
        return value;
    }

    /// <summary>Puts an unsigned integer of 32 bits, least significant byte first.</summary>
    /// <param name="value">The number.</param>
    /// <exception cref="InvalidOperationException">Fewer than 4 bytes remain, or a slice shares them.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public void PutUInt32LittleEndian(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(ToPut(4), value);
        _position += 4;
    }

    /// <summary>Gets an unsigned integer of 32 bits, least significant byte first.</summary>
    /// <returns>The number.</returns>
    /// <exception cref="InvalidOperationException">Fewer than 4 bytes remain.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public uint GetUInt32LittleEndian()
    {
        uint value = BinaryPrimitives.ReadUInt32LittleEndian(ToGet(4));
        _position += 4;
        return value;
    }

    /// <summary>Puts a signed integer of 64 bits, least significant byte first.</summary>
    /// <param name="value">The number.</param>
    /// <exception cref="InvalidOperationException">Fewer than 8 bytes remain, or a slice shares them.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public void PutInt64LittleEndian(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(ToPut(8), value);
        _position += 8;
    }

    /// <summary>Gets a signed integer of 64 bits, least significant byte first.</summary>
    /// <returns>The number.</returns>
    /// <exception cref="InvalidOperationException">Fewer than 8 bytes remain.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public long GetInt64LittleEndian()
    {
        long value = BinaryPrimitives.ReadInt64LittleEndian(ToGet(8));
        _position += 8;
        return value;
    }

    /// <summary>Puts an unsigned integer of 64 bits, least significant byte first.</summary>
    /// <param name="value">The number.</param>
    /// <exception cref="InvalidOperationException">Fewer than 8 bytes remain, or a slice shares them.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public void PutUInt64LittleEndian(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(ToPut(8), value);
        _position += 8;
    }

    /// <summary>Gets an unsigned integer of 64 bits, least significant byte first.</summary>
    /// <returns>The number.</returns>
    /// <exception cref="InvalidOperationException">Fewer than 8 bytes remain.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public ulong GetUInt64LittleEndian()
    {
        ulong value = BinaryPrimitives.ReadUInt64LittleEndian(ToGet(8));
        _position += 8;
        return value;
    }

    /// <summary>Puts a signed integer of 128 bits, least significant byte first.</summary>
    /// <param name="value">The number.</param>
    /// <exception cref="InvalidOperationException">Fewer than 16 bytes remain, or a slice shares them.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public void PutInt128LittleEndian(Int128 value)
    {
        BinaryPrimitives.WriteInt128LittleEndian(ToPut(16), value);
        _position += 16;
    }

    /// <summary>Gets a signed integer of 128 bits, least significant byte first.</summary>
    /// <returns>The number.</returns>
    /// <exception cref="InvalidOperationException">Fewer than 16 bytes remain.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public Int128 GetInt128LittleEndian()
    {
        Int128 value = BinaryPrimitives.ReadInt128LittleEndian(ToGet(16));
        _position += 16;
        return value;
    }

    /// <summary>Puts an unsigned integer of 128 bits, least significant byte first.</summary>
    /// <param name="value">The number.</param>
    /// <exception cref="InvalidOperationException">Fewer than 16 bytes remain, or a slice shares them.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public void PutUInt128LittleEndian(UInt128 value)
    {
        BinaryPrimitives.WriteUInt128LittleEndian(ToPut(16), value);
        _position += 16;
    }

    /// <summary>Gets an unsigned integer of 128 bits, least significant byte first.</summary>
    /// <returns>The number.</returns>
    /// <exception cref="InvalidOperationException">Fewer than 16 bytes remain.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public UInt128 GetUInt128LittleEndian()
    {
        UInt128 value = BinaryPrimitives.ReadUInt128LittleEndian(ToGet(16));
        _position += 16;
        return value;
    }

    /// <summary>Puts an IEEE 754 number of 16 bits, least significant byte first.</summary>
    /// <param name="value">The number.</param>
    /// <exception cref="InvalidOperationException">Fewer than 2 bytes remain, or a slice shares them.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public void PutHalfLittleEndian(Half value)
    {
        BinaryPrimitives.WriteHalfLittleEndian(ToPut(2), value);
        _position += 2;
    }

    /// <summary>Gets an IEEE 754 number of 16 bits, least significant byte first.</summary>
    /// <returns>The number.</returns>
    /// <exception cref="InvalidOperationException">Fewer than 2 bytes remain.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public Half GetHalfLittleEndian()
    {
        Half value = BinaryPrimitives.ReadHalfLittleEndian(ToGet(2));
        _position += 2;
        return value;
    }

    /// <summary>Puts an IEEE 754 number of 32 bits, least significant byte first.</summary>
    /// <param name="value">The number.</param>
    /// <exception cref="InvalidOperationException">Fewer than 4 bytes remain, or a slice shares them.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public void PutSingleLittleEndian(float value)
    {
        BinaryPrimitives.WriteSingleLittleEndian(ToPut(4), value);
        _position += 4;
    }

    /// <summary>Gets an IEEE 754 number of 32 bits, least significant byte first.</summary>
    /// <returns>The number.</returns>
    /// <exception cref="InvalidOperationException">Fewer than 4 bytes remain.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public float GetSingleLittleEndian()
    {
        float value = BinaryPrimitives.ReadSingleLittleEndian(ToGet(4));
        _position += 4;
        return value;
    }

    /// <summary>Puts an IEEE 754 number of 64 bits, least significant byte first.</summary>
    /// <param name="value">The number.</param>
    /// <exception cref="InvalidOperationException">Fewer than 8 bytes remain, or a slice shares them.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public void PutDoubleLittleEndian(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(ToPut(8), value);
        _position += 8;
    }

    /// <summary>Gets an IEEE 754 number of 64 bits, least significant byte first.</summary>
    /// <returns>The number.</returns>
    /// <exception cref="InvalidOperationException">Fewer than 8 bytes remain.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public double GetDoubleLittleEndian()
    {
        double value = BinaryPrimitives.ReadDoubleLittleEndian(ToGet(8));
        _position += 8;
        return value;
    }
}
