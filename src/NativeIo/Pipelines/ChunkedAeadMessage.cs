using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;

namespace NativeIo;

/// <summary>One message of <see cref="ChunkedAead"/>: its own key, by which chunks are sealed and opened.</summary>
/// <remarks>
/// <para>Every message has a key of its own, made from the caller's key, a random salt and a context. The context is
/// not stored: whoever opens the message says it again, so that a message cannot be passed off as another one.</para>
/// <para>Ownership: whoever makes it disposes it, which wipes the key.</para>
/// <para>Thread safety: one caller at a time.</para>
/// <example><code>
/// byte[] header = new byte[ChunkedAead.HeaderLength];
/// byte[] chunk = new byte[5 + ChunkedAead.TagLength];
/// using ChunkedAeadMessage message = ChunkedAeadMessage.Create(key, "name"u8, header);
/// message.Seal(0, "hello"u8, chunk);
/// </code></example>
/// </remarks>
public sealed class ChunkedAeadMessage : IDisposable
{
    private const int NonceLength = 12;
    private const int DerivedLength = ChunkedAead.KeyLength + NonceLength + ChunkedAead.CommitmentLength;
    private const int HashLength = 64;

    private readonly AesGcm _cipher;
    private readonly byte[] _nonce = new byte[NonceLength];
    private readonly byte[] _baseNonce = new byte[NonceLength];
    private bool _isDisposed;

    private ChunkedAeadMessage(ReadOnlySpan<byte> derived)
    {
        _cipher = new AesGcm(derived[..ChunkedAead.KeyLength], ChunkedAead.TagLength);
        derived.Slice(ChunkedAead.KeyLength, NonceLength).CopyTo(_baseNonce);
    }

    private static ReadOnlySpan<byte> InfoPrefix => "c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0"u8;

    /// <summary>Begins a message under a fresh salt.</summary>
    /// <param name="key">The key, <see cref="ChunkedAead.KeyLength"/> random bytes.</param>
    /// <param name="context">What the message is bound to; whoever opens it says the same.</param>
    /// <param name="header">
    /// Receives the <see cref="ChunkedAead.HeaderLength"/> bytes that the message begins with.
    /// </param>
    /// <returns>The message. Ownership: the caller disposes it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A length is another one.</exception>
    /// <exception cref="PlatformNotSupportedException">The system has no AES-GCM.</exception>
    public static ChunkedAeadMessage Create(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> context, Span<byte> header)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(header.Length, ChunkedAead.HeaderLength);
        Span<byte> salt = stackalloc byte[ChunkedAead.SaltLength];
        RandomNumberGenerator.Fill(salt);
        return CreateWithSalt(key, context, salt, header);
    }

    /// <summary>Opens a message by its header.</summary>
    /// <param name="key">The key.</param>
    /// <param name="context">What the message is bound to.</param>
    /// <param name="header">The <see cref="ChunkedAead.HeaderLength"/> bytes that the message begins with.</param>
    /// <returns>
    /// The message, or null when it was made with another key, salt or context. Ownership: the caller disposes it.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">A length is another one.</exception>
    /// <exception cref="PlatformNotSupportedException">The system has no AES-GCM.</exception>
    public static ChunkedAeadMessage? TryOpen(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> context, ReadOnlySpan<byte> header)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(header.Length, ChunkedAead.HeaderLength);
        Span<byte> derived = stackalloc byte[DerivedLength];
        try
        {
            Derive(key, header[..ChunkedAead.SaltLength], context, derived);
            return CryptographicOperations.FixedTimeEquals(
                derived[^ChunkedAead.CommitmentLength..], header[ChunkedAead.SaltLength..])
                ? new ChunkedAeadMessage(derived)
                : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
        }
    }

    /// <summary>Encrypts a chunk. Ownership: borrows both during the call; they may begin at the same place.</summary>
    /// <param name="index">The chunk's number, from 0. A number must not be used for two different chunks.</param>
    /// <param name="plaintext">
    /// <see cref="ChunkedAead.ChunkLength"/> bytes, or fewer for the last chunk.
    /// </param>
    /// <param name="destination">Receives the chunk, <see cref="ChunkedAead.TagLength"/> bytes longer.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    /// <exception cref="ObjectDisposedException">The message is disposed.</exception>
    public void Seal(long index, ReadOnlySpan<byte> plaintext, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(plaintext.Length, ChunkedAead.ChunkLength);
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, plaintext.Length + ChunkedAead.TagLength);
        _cipher.Encrypt(NonceOf(index), plaintext, destination[..plaintext.Length], destination[plaintext.Length..]);
    }

    /// <summary>Decrypts a chunk. Ownership: borrows both during the call; they may begin at the same place.</summary>
    /// <param name="index">The chunk's number, from 0.</param>
    /// <param name="chunk">The chunk as it was sealed.</param>
    /// <param name="destination">
    /// Receives the plaintext, <see cref="ChunkedAead.TagLength"/> bytes shorter; zeros when the result is false.
    /// </param>
    /// <returns>False when this is not the chunk that was sealed under that number.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    /// <exception cref="ObjectDisposedException">The message is disposed.</exception>
    public bool TryOpenChunk(long index, ReadOnlySpan<byte> chunk, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(chunk.Length, ChunkedAead.SealedChunkLength);
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length + ChunkedAead.TagLength, chunk.Length);
        try
        {
            _cipher.Decrypt(NonceOf(index), chunk[..destination.Length], chunk[destination.Length..], destination);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            // An expected outcome where bytes come from elsewhere: the answer is no.
            destination.Clear();
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _cipher.Dispose();
            CryptographicOperations.ZeroMemory(_baseNonce);
            CryptographicOperations.ZeroMemory(_nonce);
        }
    }

    /// <summary>Begins a message under a given salt, which must never be used again with the key.</summary>
    internal static ChunkedAeadMessage CreateWithSalt(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> context, ReadOnlySpan<byte> salt, Span<byte> header)
    {
        Debug.Assert(salt.Length == ChunkedAead.SaltLength, "The header has room for one salt.");
        Span<byte> derived = stackalloc byte[DerivedLength];
        try
        {
            Derive(key, salt, context, derived);
            salt.CopyTo(header);
            derived[^ChunkedAead.CommitmentLength..].CopyTo(header[ChunkedAead.SaltLength..]);
            return new ChunkedAeadMessage(derived);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
        }
    }

    /// <summary>
    /// HKDF-Expand with SHA-512, written out as its two steps: the framework's refuses a key that is shorter than the
    /// hash, which the specification means.
    /// </summary>
    private static void Derive(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> context, Span<byte> derived)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, ChunkedAead.KeyLength);
        int infoLength = InfoPrefix.Length + salt.Length + context.Length;
        byte[] rented = ArrayPool<byte>.Shared.Rent(HashLength + infoLength + 1);
        try
        {
            // The first step hashes the info and a 1; the second one the first one's result, the info and a 2.
            Span<byte> block = rented.AsSpan(0, HashLength + infoLength + 1);
            Span<byte> first = block[..HashLength];
            Span<byte> info = block[HashLength..];
            InfoPrefix.CopyTo(info);
            salt.CopyTo(info[InfoPrefix.Length..]);
            context.CopyTo(info[(InfoPrefix.Length + salt.Length)..]);
            info[^1] = 1;
            _ = HMACSHA512.HashData(key, info, first);
            first.CopyTo(derived);
            info[^1] = 2;
            Span<byte> second = stackalloc byte[HashLength];
            _ = HMACSHA512.HashData(key, block, second);
            second[..(DerivedLength - HashLength)].CopyTo(derived[HashLength..]);
            CryptographicOperations.ZeroMemory(second);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(rented.AsSpan(0, HashLength));
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>The base nonce, its last bytes combined with the number.</summary>
    private ReadOnlySpan<byte> NonceOf(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, ChunkedAead.ChunkCountMax);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ulong tail = BinaryPrimitives.ReadUInt64BigEndian(_baseNonce.AsSpan(NonceLength - sizeof(ulong)));
        _baseNonce.AsSpan(0, NonceLength - sizeof(ulong)).CopyTo(_nonce);
        BinaryPrimitives.WriteUInt64BigEndian(_nonce.AsSpan(NonceLength - sizeof(ulong)), tail ^ (ulong)index);
        return _nonce;
    }
}
