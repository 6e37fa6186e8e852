using System;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using NativeIo;

namespace Storage.Lite;

/// <summary>
/// The first bytes of a stored object, as docs/encryption-format.md specifies them. Nothing is allocated by what they
/// say, and what is not known is refused.
/// </summary>
internal readonly record struct EnvelopeHeader
{
    internal const int Length = 48;
    internal const int ChecksumOffset = 44;
    internal const byte Version = 1;

    /// <summary>The length of a value that was not known when it was begun.</summary>
    internal const long UnknownLength = -1;

    internal const int IdLength = 16;
    internal const int IdOffset = 28;

    private const int VersionOffset = 4;
    private const int CodecOffset = 5;
    private const int ReservedOffset = 6;
    private const int PlainLengthOffset = 8;
    private const int ExpiryOffset = 16;
    private const int KeyIdOffset = 24;

    public EnvelopeCodec Codec { get; init; }

    public long PlainLength { get; init; }

    public int KeyId { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public bool IsEncrypted => (Codec & EnvelopeCodec.Encrypted) != 0;

    public bool IsCompressed => (Codec & (EnvelopeCodec.Brotli | EnvelopeCodec.ZLib)) != 0;

    /// <summary>Gets the bytes before the first frame.</summary>
    public int PrefixLength => IsEncrypted ? Length + ChunkedAead.HeaderLength : Length;

    /// <summary>Gets the bytes that follow the compressed ones: the length of the value.</summary>
    public int TrailerLength => IsCompressed ? sizeof(long) : 0;

    private static ReadOnlySpan<byte> Magic => "SLE\x1A"u8;

    /// <summary>Whether the object counts as deleted.</summary>
    public bool IsExpired(TimeProvider clock) => ExpiresAt is { } time && time <= clock.GetUtcNow();

    /// <summary>Writes the header.</summary>
    /// <param name="id">Sixteen random bytes that tell this object from every other one.</param>
    /// <param name="destination">Receives <see cref="Length"/> bytes.</param>
    public void Write(ReadOnlySpan<byte> id, Span<byte> destination)
    {
        Debug.Assert(id.Length == IdLength, "The header has room for one.");
        destination = destination[..Length];
        destination.Clear();
        Magic.CopyTo(destination);
        destination[VersionOffset] = Version;
        destination[CodecOffset] = (byte)Codec;
        BinaryPrimitives.WriteInt64LittleEndian(destination[PlainLengthOffset..], PlainLength);
        BinaryPrimitives.WriteInt64LittleEndian(
            destination[ExpiryOffset..], ExpiresAt is { } time ? time.ToUnixTimeMilliseconds() : long.MaxValue);
        BinaryPrimitives.WriteInt32LittleEndian(destination[KeyIdOffset..], KeyId);
        id.CopyTo(destination[IdOffset..]);
        BinaryPrimitives.WriteUInt32LittleEndian(
            destination[ChecksumOffset..], Crc32C.Append(0, destination[..ChecksumOffset]));
    }

    /// <summary>Reads a header.</summary>
    /// <param name="bytes">The object's first bytes.</param>
    /// <param name="header">What they say.</param>
    /// <param name="reason">Why it is none, for a person.</param>
    /// <returns>False when it is none, or one that this version does not know.</returns>
    public static bool TryRead(
        ReadOnlySpan<byte> bytes, out EnvelopeHeader header, [NotNullWhen(false)] out string? reason)
    {
        header = default;
        reason = Refuse(bytes);
        if (reason is not null)
        {
            return false;
        }

        long expiry = BinaryPrimitives.ReadInt64LittleEndian(bytes[ExpiryOffset..]);
        header = new EnvelopeHeader
        {
            Codec = (EnvelopeCodec)bytes[CodecOffset],
            PlainLength = BinaryPrimitives.ReadInt64LittleEndian(bytes[PlainLengthOffset..]),
            KeyId = BinaryPrimitives.ReadInt32LittleEndian(bytes[KeyIdOffset..]),
            ExpiresAt = expiry == long.MaxValue ? null : DateTimeOffset.FromUnixTimeMilliseconds(expiry),
        };
        return true;
    }

    private static string? Refuse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Length || !bytes.StartsWith(Magic))
        {
            return "the object does not begin as this layer writes it: it was put without the layer, or is damaged";
        }

        if (bytes[VersionOffset] != Version)
        {
            return $"the object says it has format {bytes[VersionOffset]}, and this version reads {Version}: "
                + "a later version wrote it, or it is damaged";
        }

        uint checksum = BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumOffset..]);
        if (checksum != Crc32C.Append(0, bytes[..ChecksumOffset]))
        {
            return "the object's header is damaged";
        }

        var codec = (EnvelopeCodec)bytes[CodecOffset];
        const EnvelopeCodec Both = EnvelopeCodec.Brotli | EnvelopeCodec.ZLib;
        if ((codec & ~(EnvelopeCodec.Encrypted | Both)) != 0 || (codec & Both) == Both
            || BinaryPrimitives.ReadUInt16LittleEndian(bytes[ReservedOffset..]) != 0)
        {
            return "the object uses something that this version does not know: a later version wrote it";
        }

        long expiry = BinaryPrimitives.ReadInt64LittleEndian(bytes[ExpiryOffset..]);
        int keyId = BinaryPrimitives.ReadInt32LittleEndian(bytes[KeyIdOffset..]);
        bool isEncrypted = (codec & EnvelopeCodec.Encrypted) != 0;
        return BinaryPrimitives.ReadInt64LittleEndian(bytes[PlainLengthOffset..]) < UnknownLength
            || (expiry != long.MaxValue
                && (expiry < DateTimeOffset.MinValue.ToUnixTimeMilliseconds()
                    || expiry > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()))
            || (isEncrypted ? keyId <= 0 : keyId != 0)
            ? "the object's header has a number that is out of range"
            : null;
    }
}
