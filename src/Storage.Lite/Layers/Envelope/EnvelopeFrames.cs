using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using NativeIo;

namespace Storage.Lite;

/// <summary>
/// The frames of one object: 16 KiB each and the last one shorter, sealed by encryption or by a checksum that covers
/// the header, the frame's number and its bytes. Both make every length of a payload have one stored length.
/// </summary>
/// <remarks>Ownership: owns the message's key, which dispose wipes, or gives back to the
/// ring for the next reader. Thread safety: one caller at a time.</remarks>
internal sealed class EnvelopeFrames : IDisposable
{
    internal const int FrameLength = ChunkedAead.ChunkLength;

    /// <summary>What an encrypted object is bound to, before the store, the key and the header.</summary>
    private static ReadOnlySpan<byte> ContextPrefix => "storage.lite/v1"u8;

    private readonly bool _isEncrypted;
    private readonly uint _headerChecksum;
    private readonly int _prefixLength;
    private readonly StorageKeyRing? _keys;
    private OpenedMessage? _opened;
    private ChunkedAeadMessage? _message;

    private EnvelopeFrames(ChunkedAeadMessage? message, ReadOnlySpan<byte> header, int prefixLength)
    {
        _message = message;
        _isEncrypted = message is not null;

        // Without the header's own checksum: that of bytes with their checksum behind them is the same for all.
        _headerChecksum = Crc32C.Append(0, header[..EnvelopeHeader.ChecksumOffset]);
        _prefixLength = prefixLength;
    }

    private EnvelopeFrames(OpenedMessage opened, StorageKeyRing keys)
        : this(opened.Message, opened.Prefix, opened.Prefix.Length)
    {
        _opened = opened;
        _keys = keys;
    }

    /// <summary>Gets what a sealed frame is longer by.</summary>
    internal int TagLength => _isEncrypted ? ChunkedAead.TagLength : Crc32C.Length;

    /// <summary>Begins an object.</summary>
    /// <param name="header">The header.</param>
    /// <param name="name">What an encrypted object is bound to.</param>
    /// <param name="masterKey">The key, when it is encrypted.</param>
    /// <param name="prefix">Receives the bytes before the first frame.</param>
    internal static EnvelopeFrames Create(
        in EnvelopeHeader header, EnvelopeName name, ReadOnlySpan<byte> masterKey, Span<byte> prefix)
    {
        Span<byte> id = stackalloc byte[EnvelopeHeader.IdLength];
        RandomNumberGenerator.Fill(id);
        header.Write(id, prefix);
        if (!header.IsEncrypted)
        {
            return new EnvelopeFrames(null, prefix, header.PrefixLength);
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(ContextLengthOf(name));
        try
        {
            ReadOnlySpan<byte> context = WriteContext(name, prefix, rented);
            ChunkedAeadMessage message = ChunkedAeadMessage.Create(
                masterKey, context, prefix.Slice(EnvelopeHeader.Length, ChunkedAead.HeaderLength));
            return new EnvelopeFrames(message, prefix, header.PrefixLength);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Opens an object that has checksums by the bytes before its first frame.</summary>
    internal static EnvelopeFrames OpenPlain(in EnvelopeHeader header, ReadOnlySpan<byte> prefix)
    {
        Debug.Assert(!header.IsEncrypted, "An encrypted object takes a key.");
        return new EnvelopeFrames(null, prefix, header.PrefixLength);
    }

    /// <summary>Opens an object that a key of the ring has opened before; null when that is not known.</summary>
    /// <param name="header">The header.</param>
    /// <param name="name">What it is bound to.</param>
    /// <param name="keys">The keys, which take what was opened back. Ownership: borrows.</param>
    /// <param name="prefix">The bytes before the first frame.</param>
    internal static EnvelopeFrames? TryOpenAgain(
        in EnvelopeHeader header, EnvelopeName name, StorageKeyRing keys, ReadOnlySpan<byte> prefix) =>
        keys.TryTakeOpened(header.KeyId, name, prefix[..header.PrefixLength]) is { } opened
            ? new EnvelopeFrames(opened, keys)
            : null;

    /// <summary>
    /// Opens an encrypted object by the bytes before its first frame; null when they are of another key or name.
    /// </summary>
    internal static EnvelopeFrames? TryOpen(
        in EnvelopeHeader header,
        EnvelopeName name,
        StorageKeyRing keys,
        ReadOnlySpan<byte> masterKey,
        ReadOnlySpan<byte> prefix)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(ContextLengthOf(name));
        try
        {
            ReadOnlySpan<byte> context = WriteContext(name, prefix, rented);
            ChunkedAeadMessage? message = ChunkedAeadMessage.TryOpen(
                masterKey, context, prefix.Slice(EnvelopeHeader.Length, ChunkedAead.HeaderLength));
            return message is null ? null : new EnvelopeFrames(
                new OpenedMessage(message, header.KeyId, name, prefix[..header.PrefixLength]), keys);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    public void Dispose()
    {
        OpenedMessage? opened = _opened;
        ChunkedAeadMessage? message = _message;
        _opened = null;
        _message = null;
        if (opened is not null)
        {
            _keys!.Return(opened);
        }
        else
        {
            message?.Dispose();
        }
    }

    internal long GetStoredLength(long payloadLength) =>
        _prefixLength + payloadLength + (GetFrameCount(payloadLength) * TagLength);

    internal long GetFrameOffset(long index) => _prefixLength + (index * (FrameLength + TagLength));

    internal static long GetFrameCount(long payloadLength) => (payloadLength / FrameLength) + 1;

    /// <summary>
    /// The length of the payload from that of the stored object; false when no object has that length.
    /// </summary>
    internal bool TryGetPayloadLength(long storedLength, out long payloadLength)
    {
        payloadLength = 0;
        if (storedLength < _prefixLength + TagLength)
        {
            return false;
        }

        (long full, long rest) = Math.DivRem(storedLength - _prefixLength, FrameLength + TagLength);
        if (rest < TagLength || full >= ChunkedAead.ChunkCountMax)
        {
            return false;
        }

        payloadLength = (full * FrameLength) + rest - TagLength;
        return true;
    }

    internal void Seal(long index, ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        Debug.Assert(destination.Length == bytes.Length + TagLength, "A frame is as long as its bytes and its tag.");
        if (_isEncrypted)
        {
            Message().Seal(index, bytes, destination);
            return;
        }

        bytes.CopyTo(destination);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[bytes.Length..], ChecksumOf(index, bytes));
    }

    /// <summary>Checks a frame and copies its bytes out; nothing of them is there when the result is false.</summary>
    internal bool TryOpenFrame(long index, ReadOnlySpan<byte> frame, Span<byte> destination)
    {
        Debug.Assert(frame.Length == destination.Length + TagLength, "A frame is as long as its bytes and its tag.");
        if (_isEncrypted)
        {
            return Message().TryOpenChunk(index, frame, destination);
        }

        if (!Verify(index, frame))
        {
            return false;
        }

        frame[..destination.Length].CopyTo(destination);
        return true;
    }

    /// <summary>Checks a frame that has a checksum.</summary>
    internal bool Verify(long index, ReadOnlySpan<byte> frame)
    {
        Debug.Assert(!_isEncrypted, "An encrypted frame is opened, not verified.");
        ReadOnlySpan<byte> bytes = frame[..^Crc32C.Length];
        return BinaryPrimitives.ReadUInt32LittleEndian(frame[bytes.Length..]) == ChecksumOf(index, bytes);
    }

    /// <summary>The message, which somebody else may have when this is disposed.</summary>
    private ChunkedAeadMessage Message() => _message ?? throw new ObjectDisposedException(nameof(EnvelopeFrames));

    private static int ContextLengthOf(EnvelopeName name) => ContextPrefix.Length + sizeof(ushort)
        + Encoding.UTF8.GetMaxByteCount(name.StoreId.Length) + sizeof(ushort)
        + Encoding.UTF8.GetMaxByteCount(name.Key.Text.Length) + EnvelopeHeader.Length;

    /// <summary>The prefix, the store's name and the key with their lengths before them, and the header.</summary>
    private static ReadOnlySpan<byte> WriteContext(EnvelopeName name, ReadOnlySpan<byte> header, Span<byte> destination)
    {
        ContextPrefix.CopyTo(destination);
        int length = ContextPrefix.Length;
        length += WriteText(name.StoreId, destination[length..]);
        length += WriteText(name.Key.Text, destination[length..]);
        header[..EnvelopeHeader.Length].CopyTo(destination[length..]);
        return destination[..(length + EnvelopeHeader.Length)];
    }

    private static int WriteText(string text, Span<byte> destination)
    {
        int length = Encoding.UTF8.GetBytes(text, destination[sizeof(ushort)..]);
        BinaryPrimitives.WriteUInt16LittleEndian(destination, checked((ushort)length));
        return sizeof(ushort) + length;
    }

    private uint ChecksumOf(long index, ReadOnlySpan<byte> bytes)
    {
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(number, index);
        return Crc32C.Append(Crc32C.Append(_headerChecksum, number), bytes);
    }
}
