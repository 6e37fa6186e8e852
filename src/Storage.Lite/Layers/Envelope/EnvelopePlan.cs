using System;
using ChunkedBuffers;
using NativeIo;

namespace Storage.Lite;

/// <summary>How one value is to be stored.</summary>
/// <remarks>Thread safety: immutable.</remarks>
internal sealed record EnvelopePlan
{
    public required EnvelopeName Name { get; init; }

    public required string StoreName { get; init; }

    public required BlockPool Pool { get; init; }

    public StorageKeyRing? Keys { get; init; }

    public CompressionFormat Format { get; init; }

    /// <summary>Gets the level; 0 for not to compress.</summary>
    public int Level { get; init; }

    /// <summary>Gets the longest value that may be compressed, which is the longest that would be read.</summary>
    public long CompressedLengthMax { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Gets the length of the value, or <see cref="EnvelopeHeader.UnknownLength"/>.</summary>
    public long PlainLength { get; init; } = EnvelopeHeader.UnknownLength;

    /// <summary>Copies the active key out.</summary>
    /// <returns>Its number; 0 when values are not encrypted.</returns>
    internal int CopyKey(Span<byte> destination)
    {
        if (Keys is null)
        {
            return 0;
        }

        // Another thread may change keys between the two calls; then there is another active one.
        while (Keys.ActiveId is { } id)
        {
            if (Keys.TryCopy(id, destination) == StorageKeyState.Active)
            {
                return id;
            }
        }

        throw new StorageException(StorageOperation.Put, Name.Key, StoreName,
            "no key is active to encrypt with: add one to the key ring");
    }

    internal StorageQuotaException TooLong(long length) => new(StorageOperation.Put, Name.Key, StoreName,
        $"{length} bytes compressed are more than the {CompressedLengthMax} that would be decompressed again: raise "
        + "the limit, leave this prefix out of compression, or say the length beforehand");
}
