using System;
using System.Buffers.Binary;
using System.Numerics;
using ChunkedBuffers;

namespace NativeIo;

/// <summary>
/// CRC-32C (Castagnoli), the checksum of iSCSI, ext4 and many formats: it finds every damage of up to 32 neighbouring
/// bits, and is no protection against somebody who means it.
/// </summary>
/// <remarks>
/// A checksum goes on where the last one ended: the checksum of a whole is <see cref="Append(uint,
/// ReadOnlySpan{byte})"/> over its parts in order, beginning with 0. Thread safety: static members without state.
/// <example><code>
/// uint checksum = Crc32C.Append(Crc32C.Append(0, "1234"u8), "56789"u8); // 0xE3069283
/// </code></example>
/// </remarks>
public static class Crc32C
{
    /// <summary>The bytes of a checksum where it is stored, little-endian.</summary>
    public const int Length = sizeof(uint);

    /// <summary>Goes on with a checksum. Ownership: borrows during the call.</summary>
    /// <param name="checksum">The checksum of what came before; 0 at the beginning.</param>
    /// <param name="bytes">The bytes that follow.</param>
    /// <returns>The checksum of both.</returns>
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        uint state = ~checksum;
        while (bytes.Length >= sizeof(ulong))
        {
            state = BitOperations.Crc32C(state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (byte value in bytes)
        {
            state = BitOperations.Crc32C(state, value);
        }

        return ~state;
    }

    /// <summary>Goes on with a checksum. Ownership: borrows during the call.</summary>
    /// <param name="checksum">The checksum of what came before; 0 at the beginning.</param>
    /// <param name="bytes">The bytes that follow, in any number of chunks.</param>
    /// <returns>The checksum of both.</returns>
    /// <exception cref="ObjectDisposedException">The slice is stale.</exception>
    public static uint Append(uint checksum, BufferSlice bytes)
    {
        foreach (ReadOnlySpan<byte> chunk in bytes.Chunks)
        {
            checksum = Append(checksum, chunk);
        }

        return checksum;
    }
}
