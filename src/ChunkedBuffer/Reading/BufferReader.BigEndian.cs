using System;
using System.Buffers.Binary;

namespace ChunkedBuffers;

/// <content>Numbers with the most significant byte first.</content>
public ref partial struct BufferReader
{
    /// <summary>Reads a signed integer of 16 bits, most significant byte first.</summary>
    /// <param name="value">The number, or 0.</param>
    /// <returns>False when fewer than 2 bytes remain; the position did not move.</returns>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public bool TryReadInt16BigEndian(out short value)
    {
        bool isRead = TryReadRaw(out ushort bits);
        bits = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(bits) : bits;
        value = (short)bits;
        return isRead;
    }

    /// <summary>Reads an unsigned integer of 16 bits, most significant byte first.</summary>
    /// <param name="value">The number, or 0.</param>
    /// <returns>False when fewer than 2 bytes remain; the position did not move.</returns>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public bool TryReadUInt16BigEndian(out ushort value)
    {
        bool isRead = TryReadRaw(out ushort bits);
        bits = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(bits) : bits;
        value = bits;
        return isRead;
    }

    /// <summary>Reads a signed integer of 24 bits, most significant byte first.</summary>
    /// <param name="value">The number, or 0.</param>
    /// <returns>False when fewer than 3 bytes remain; the position did not move.</returns>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public bool TryReadInt24BigEndian(out int value)
    {
        bool isRead = TryReadUInt24BigEndian(out uint bits);

        // Shifting up and back down repeats the sign bit.
        value = (int)(bits << 8) >> 8;
        return isRead;
    }

    /// <summary>Reads an unsigned integer of 24 bits, most significant byte first.</summary>
    /// <param name="value">The number, or 0.</param>
    /// <returns>False when fewer than 3 bytes remain; the position did not move.</returns>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public bool TryReadUInt24BigEndian(out uint value)
    {
        bool isRead = TryReadThree(out byte first, out byte second, out byte third);
        value = (uint)((first << 16) | (second << 8) | third);
        return isRead;
    }

    /// <summary>Reads a signed integer of 32 bits, most significant byte first.</summary>
    /// <param name="value">The number, or 0.</param>
    /// <returns>False when fewer than 4 bytes remain; the position did not move.</returns>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public bool TryReadInt32BigEndian(out int value)
    {
        bool isRead = TryReadRaw(out uint bits);
        bits = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(bits) : bits;
        value = (int)bits;
        return isRead;
    }

    /// <summary>Reads an unsigned integer of 32 bits, most significant byte first.</summary>
    /// <param name="value">The number, or 0.</param>
    /// <returns>False when fewer than 4 bytes remain; the position did not move.</returns>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public bool TryReadUInt32BigEndian(out uint value)
    {
        bool isRead = TryReadRaw(out uint bits);
        bits = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(bits) : bits;
        value = bits;
        return isRead;
    }

    /// <summary>Reads a signed integer of 64 bits, most significant byte first.</summary>
    /// <param name="value">The number, or 0.</param>
    /// <returns>False when fewer than 8 bytes remain; the position did not move.</returns>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public bool TryReadInt64BigEndian(out long value)
    {
        bool isRead = TryReadRaw(out ulong bits);
        bits = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(bits) : bits;
        value = (long)bits;
        return isRead;
    }

    /// <summary>Reads an unsigned integer of 64 bits, most significant byte first.</summary>
    /// <param name="value">The number, or 0.</param>
    /// <returns>False when fewer than 8 bytes remain; the position did not move.</returns>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public bool TryReadUInt64BigEndian(out ulong value)
    {
        bool isRead = TryReadRaw(out ulong bits);
        bits = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(bits) : bits;
        value = bits;
        return isRead;
    }

    /// <summary>Reads a signed integer of 128 bits, most significant byte first.</summary>
    /// <param name="value">The number, or 0.</param>
    /// <returns>False when fewer than 16 bytes remain; the position did not move.</returns>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public bool TryReadInt128BigEndian(out Int128 value)
    {
        bool isRead = TryReadRaw(out UInt128 bits);
        bits = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(bits) : bits;
        value = (Int128)bits;
        return isRead;
    }

    /// <summary>Reads an unsigned integer of 128 bits, most significant byte first.</summary>
    /// <param name="value">The number, or 0.</param>
    /// <returns>False when fewer than 16 bytes remain; the position did not move.</returns>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public bool TryReadUInt128BigEndian(out UInt128 value)
    {
        bool isRead = TryReadRaw(out UInt128 bits);
        bits = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(bits) : bits;
        value = bits;
        return isRead;
    }

    /// <summary>Reads an IEEE 754 number of 16 bits, most significant byte first.</summary>
    /// <param name="value">The number, or 0.</param>
    /// <returns>False when fewer than 2 bytes remain; the position did not move.</returns>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public bool TryReadHalfBigEndian(out Half value)
    {
        bool isRead = TryReadRaw(out ushort bits);
        bits = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(bits) : bits;
        value = BitConverter.UInt16BitsToHalf(bits);
        return isRead;
    }

    /// <summary>Reads an IEEE 754 number of 32 bits, most significant byte first.</summary>
    /// <param name="value">The number, or 0.</param>
    /// <returns>False when fewer than 4 bytes remain; the position did not move.</returns>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public bool TryReadSingleBigEndian(out float value)
    {
        bool isRead = TryReadRaw(out uint bits);
        bits = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(bits) : bits;
        value = BitConverter.UInt32BitsToSingle(bits);
        return isRead;
    }

    /// <summary>Reads an IEEE 754 number of 64 bits, most significant byte first.</summary>
    /// <param name="value">The number, or 0.</param>
    /// <returns>False when fewer than 8 bytes remain; the position did not move.</returns>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public bool TryReadDoubleBigEndian(out double value)
    {
        bool isRead = TryReadRaw(out ulong bits);
        bits = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(bits) : bits;
        value = BitConverter.UInt64BitsToDouble(bits);
        return isRead;
    }
}
