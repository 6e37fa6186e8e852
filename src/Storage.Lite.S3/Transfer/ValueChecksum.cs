using System;
using System.Buffers.Binary;
using ChunkedBuffers;
using NativeIo;

namespace Storage.Lite.S3;

/// <summary>CRC-32C as S3 writes it: big-endian, in Base64.</summary>
internal static class ValueChecksum
{
    internal static string Of(BufferSlice bytes) => ToText(Crc32C.Append(0, bytes));

    internal static string ToText(uint checksum)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, checksum);
        return Convert.ToBase64String(bytes);
    }

    /// <summary>Reads the checksum of a whole value; one that was made of the checksums of parts says nothing
    /// here.</summary>
    internal static uint? Parse(string? text)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        return text is not null && Convert.TryFromBase64String(text, bytes, out int count) && count == bytes.Length
            ? BinaryPrimitives.ReadUInt32BigEndian(bytes)
            : null;
    }
}
