using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Storage.Lite;

/// <summary>What the file of an object begins with in the encoded layout, and its bytes.</summary>
/// <remarks>
/// <para>Numbers are little-endian. 0: magic and format number, 8 bytes. 8: length of the header, 4. 12: CRC-32C of all
/// header bytes from 16 on, 4. 16: version, 16 random bytes. 32: length of the value, 8. 40: expiry in ticks of
/// universal time, 0 for never, 8. 48: bytes of the key, 4. 52: bytes of the metadata, 4. 56: the key in UTF-8; then
/// the metadata: each name and value as 2 bytes of length and UTF-8; then zeros up to a multiple of 8.</para>
/// <para>A file is whole when it has exactly the header and the value. Thread safety: immutable.</para>
/// </remarks>
internal readonly record struct ObjectHeader
{
    /// <summary>The bytes that every header has.</summary>
    internal const int FixedBytes = 56;

    /// <summary>The longest header; a reader takes no longer one.</summary>
    internal const int BytesMax = FixedBytes + StorageKey.BytesMax + MetadataBytesMax + Alignment;

    /// <summary>Names and values together, with their lengths: more than any service takes.</summary>
    internal const int MetadataBytesMax = 16 * 1024;

    private const int Alignment = 8;
    private const int CheckedFrom = 16;
    private const int VersionBytes = 16;

    /// <summary>The last byte is the number of the format.</summary>
    private static ReadOnlySpan<byte> Magic => "SLOBJ\r\n\x01"u8;

    /// <summary>Gets the length of the header.</summary>
    internal required int Length { get; init; }

    /// <summary>Gets the version.</summary>
    internal required StorageETag Version { get; init; }

    /// <summary>Gets the length of the value.</summary>
    internal required long ValueLength { get; init; }

    /// <summary>Gets when the object ends; null for never.</summary>
    internal DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Gets what the writer attached; null for nothing.</summary>
    internal IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>Gets how long the header of an object is.</summary>
    internal static int Measure(StorageKey key, IReadOnlyDictionary<string, string>? metadata)
    {
        int bytes = FixedBytes + Encoding.UTF8.GetByteCount(key.Text) + MeasureMetadata(metadata);
        return (bytes + Alignment - 1) & -Alignment;
    }

    /// <summary>Gets how long the metadata is in a header.</summary>
    internal static int MeasureMetadata(IReadOnlyDictionary<string, string>? metadata)
    {
        int bytes = 0;
        foreach ((string name, string value) in metadata ?? new Dictionary<string, string>())
        {
            bytes = checked(bytes + (2 * sizeof(ushort))
                + Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(value));
        }

        return bytes;
    }

    /// <summary>Makes the bytes of a header with a new version.</summary>
    internal static byte[] Write(
        StorageKey key,
        IReadOnlyDictionary<string, string>? metadata,
        DateTimeOffset? expiresAt,
        long valueLength,
        out StorageETag version)
    {
        byte[] bytes = new byte[Measure(key, metadata)];
        Span<byte> span = bytes;
        Magic.CopyTo(span);
        BinaryPrimitives.WriteInt32LittleEndian(span[8..], bytes.Length);
        RandomNumberGenerator.Fill(span.Slice(CheckedFrom, VersionBytes));
        version = StorageETag.FromBytes(span[CheckedFrom..]);
        BinaryPrimitives.WriteInt64LittleEndian(span[32..], valueLength);
        BinaryPrimitives.WriteInt64LittleEndian(span[40..], expiresAt?.UtcTicks ?? 0);
        int position = FixedBytes + Encoding.UTF8.GetBytes(key.Text, span[FixedBytes..]);
        BinaryPrimitives.WriteInt32LittleEndian(span[48..], position - FixedBytes);
        BinaryPrimitives.WriteInt32LittleEndian(span[52..], MeasureMetadata(metadata));
        foreach ((string name, string value) in metadata ?? new Dictionary<string, string>())
        {
            WriteText(span, ref position, name);
            WriteText(span, ref position, value);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(span[12..], Checksum(span[CheckedFrom..]));
        return bytes;
    }

    /// <summary>Reads the header of a file.</summary>
    /// <param name="bytes">The beginning of the file: all of it, or <see cref="BytesMax"/> bytes.</param>
    /// <param name="fileLength">The length of the file.</param>
    /// <param name="key">The key that it must have; empty for whichever it has.</param>
    /// <param name="header">What it says.</param>
    /// <param name="reason">What is wrong, for a person.</param>
    /// <returns>False when the file is not an object's, or not whole.</returns>
    internal static bool TryRead(
        ReadOnlySpan<byte> bytes, long fileLength, ReadOnlySpan<char> key, out ObjectHeader header, out string reason)
    {
        header = default;
        reason = "its file does not begin as an object's";
        if (bytes.Length < FixedBytes || !bytes.StartsWith(Magic))
        {
            return false;
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        reason = "its header is damaged";
        if (length < FixedBytes || length > Math.Min(bytes.Length, BytesMax)
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]) != Checksum(bytes[CheckedFrom..length]))
        {
            return false;
        }

        long valueLength = BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]);
        if (valueLength != fileLength - length)
        {
            reason = $"its file has {fileLength - length} bytes of value, and {valueLength} were written";
            return false;
        }

        return TryReadRest(bytes[..length], valueLength, key, out header, ref reason);
    }

    private static bool TryReadRest(
        ReadOnlySpan<byte> bytes, long valueLength, ReadOnlySpan<char> key, out ObjectHeader header, ref string reason)
    {
        header = default;
        long ticks = BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]);
        int keyLength = BinaryPrimitives.ReadInt32LittleEndian(bytes[48..]);
        int metadataLength = BinaryPrimitives.ReadInt32LittleEndian(bytes[52..]);
        if (keyLength < 0 || metadataLength < 0 || (long)FixedBytes + keyLength + metadataLength > bytes.Length
            || ticks < 0 || ticks > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        if (!key.IsEmpty && !IsKey(bytes.Slice(FixedBytes, keyLength), key))
        {
            reason = "its file is that of another key";
            return false;
        }

        Dictionary<string, string>? metadata = null;
        if (metadataLength > 0
            && !TryReadMetadata(bytes.Slice(FixedBytes + keyLength, metadataLength), out metadata))
        {
            return false;
        }

        header = new ObjectHeader
        {
            Length = bytes.Length,
            Version = StorageETag.FromBytes(bytes[CheckedFrom..]),
            ValueLength = valueLength,
            ExpiresAt = ticks == 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero),
            Metadata = metadata,
        };
        return true;
    }

    private static bool IsKey(ReadOnlySpan<byte> stored, ReadOnlySpan<char> key)
    {
        Span<byte> utf8 = stackalloc byte[StorageKey.BytesMax];
        return Encoding.UTF8.TryGetBytes(key, utf8, out int length) && stored.SequenceEqual(utf8[..length]);
    }

    private static bool TryReadMetadata(ReadOnlySpan<byte> bytes, out Dictionary<string, string> metadata)
    {
        metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (!bytes.IsEmpty)
        {
            if (!TryReadText(ref bytes, out string name) || !TryReadText(ref bytes, out string value))
            {
                return false;
            }

            metadata[name] = value;
        }

        return true;
    }

    private static bool TryReadText(ref ReadOnlySpan<byte> bytes, out string text)
    {
        text = "";
        if (bytes.Length < sizeof(ushort))
        {
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        bytes = bytes[sizeof(ushort)..];
        if (bytes.Length < length)
        {
            return false;
        }

        text = Encoding.UTF8.GetString(bytes[..length]);
        bytes = bytes[length..];
        return true;
    }

    private static void WriteText(Span<byte> bytes, ref int position, string text)
    {
        int length = Encoding.UTF8.GetBytes(text, bytes[(position + sizeof(ushort))..]);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[position..], checked((ushort)length));
        position += sizeof(ushort) + length;
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (byte value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }
}
