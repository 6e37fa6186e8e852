using System;

namespace NativeIo;

/// <summary>
/// The sizes of chunked encryption as C2SP specifies it (c2sp.org/chunked-encryption, version 1, the instance
/// Cobblestone-256: SHA-512 and AES-256-GCM).
/// </summary>
/// <remarks>
/// A message is a salt, a commitment to the key, and chunks of 16 KiB that are encrypted one by one; the last chunk is
/// always shorter, and may be empty. So each length of a plaintext has one length of a ciphertext, any chunk can be
/// read alone, and a message that is cut off is no message. Thread safety: static members without state.
/// </remarks>
public static class ChunkedAead
{
    /// <summary>The bytes of plaintext of every chunk but the last.</summary>
    public const int ChunkLength = 16 * 1024;

    /// <summary>What a chunk's ciphertext is longer by.</summary>
    public const int TagLength = 16;

    /// <summary>The bytes of ciphertext of every chunk but the last.</summary>
    public const int SealedChunkLength = ChunkLength + TagLength;

    /// <summary>The bytes of a key.</summary>
    public const int KeyLength = 32;

    /// <summary>The bytes of a message's salt.</summary>
    public const int SaltLength = 24;

    /// <summary>The bytes of a message's commitment to its key.</summary>
    public const int CommitmentLength = 32;

    /// <summary>The bytes before the first chunk: the salt, then the commitment.</summary>
    public const int HeaderLength = SaltLength + CommitmentLength;

    /// <summary>The most chunks of a message, which the specification sets.</summary>
    public const long ChunkCountMax = 1L << 38;

    /// <summary>The longest plaintext: one byte short of 4 PiB, because the last chunk is short.</summary>
    public const long PlaintextLengthMax = (ChunkCountMax * ChunkLength) - 1;

    /// <summary>Gets the length of a message from that of its plaintext.</summary>
    /// <param name="plaintextLength">The bytes of plaintext.</param>
    /// <returns>The bytes of the message, the header included.</returns>
    /// <exception cref="ArgumentOutOfRangeException">No message has that length.</exception>
    public static long GetMessageLength(long plaintextLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(plaintextLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(plaintextLength, PlaintextLengthMax);
        return HeaderLength + plaintextLength + (GetChunkCount(plaintextLength) * TagLength);
    }

    /// <summary>Gets the length of the plaintext from that of a message.</summary>
    /// <param name="messageLength">The bytes of the message, the header included.</param>
    /// <param name="plaintextLength">The bytes of plaintext, or 0.</param>
    /// <returns>False when no message has that length: it is cut off, or something follows it.</returns>
    public static bool TryGetPlaintextLength(long messageLength, out long plaintextLength)
    {
        plaintextLength = 0;
        if (messageLength < HeaderLength + TagLength)
        {
            return false;
        }

        (long full, long rest) = Math.DivRem(messageLength - HeaderLength, SealedChunkLength);
        if (rest < TagLength || full >= ChunkCountMax)
        {
            return false;
        }

        plaintextLength = (full * ChunkLength) + rest - TagLength;
        return true;
    }

    /// <summary>Gets the number of chunks of a message, the short one included.</summary>
    /// <param name="plaintextLength">The bytes of plaintext.</param>
    /// <returns>One at least.</returns>
    public static long GetChunkCount(long plaintextLength) => (plaintextLength / ChunkLength) + 1;

    /// <summary>Gets where a chunk begins in a message.</summary>
    /// <param name="index">The chunk's number, from 0.</param>
    /// <returns>The offset in bytes, the header included.</returns>
    public static long GetChunkOffset(long index) => HeaderLength + (index * SealedChunkLength);
}
