using System;
using System.IO;
using System.Security.Cryptography;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using NativeIo;

namespace Storage.Lite;

/// <summary>
/// What a store with a password keeps beside its objects: a random salt and name, and a proof that the password is the
/// one of the first time.
/// </summary>
/// <remarks>Thread safety: immutable.</remarks>
internal sealed class StorageManifest
{
    /// <summary>The longest that is read: a manifest has some hundred bytes.</summary>
    private const int BytesMax = 4096;

    private const int SaltLength = 32;
    private const int StoreIdLength = 16;
    private const int Version1 = 1;
    private const string Pbkdf2 = "pbkdf2-sha256";

    private readonly StorageManifestText _text;

    private StorageManifest(StorageManifestText text) => _text = text;

    /// <summary>Gets the store's name, which its objects are bound to.</summary>
    public string StoreId => _text.StoreId;

    private static ReadOnlySpan<byte> CheckContext => "storage.lite/v1 manifest"u8;

    /// <summary>Reads a store's manifest, or makes one.</summary>
    internal static async ValueTask<StorageManifest> OpenAsync(
        IStorage inner, ReadOnlyMemory<char> password, CancellationToken cancellation)
    {
        while (true)
        {
            using (StorageContent content = await inner.TryGetAsync(
                EncryptedStorage.ManifestKeyText, default(GetOptions), cancellation).ConfigureAwait(false))
            {
                if (content.IsFound)
                {
                    return Parse(content.Bytes, inner.Name);
                }
            }

            StorageManifest made = Make(password.Span);
            using BufferSlice bytes = BufferSlice.CopyFrom(
                JsonSerializer.SerializeToUtf8Bytes(made._text, StorageManifestJson.Default.StorageManifestText));
            try
            {
                StorageCondition condition = inner.Capabilities.CreatesIfAbsent ? StorageCondition.IfAbsent : default;
                var options = new PutOptions { Condition = condition };
                _ = await inner.PutAsync(EncryptedStorage.ManifestKeyText, bytes, options, cancellation)
                    .ConfigureAwait(false);
                return made;
            }
            catch (StoragePreconditionException)
            {
                // Another process opened the store for the first time, too: its manifest counts.
            }
        }
    }

    /// <summary>Makes the key ring. Ownership: the caller disposes it.</summary>
    internal StorageKeyRing MakeKeys(ReadOnlySpan<char> password, string storeName)
    {
        StorageKeyRing keys = StorageKeyRing.FromPassword(password, _text.Salt, _text.Iterations);
        Span<byte> key = stackalloc byte[StorageKeyRing.KeyLength];
        try
        {
            _ = keys.TryCopy(1, key);
            using var nothing = new ChunkedBuffer();
            using var decryptor = new ChunkedDecryptor(key, CheckContext);
            decryptor.Write(_text.Check, nothing);
            decryptor.Finish(nothing);
            return keys;
        }
        catch (InvalidDataException error)
        {
            keys.Dispose();
            throw new StorageIntegrityException(StorageOperation.Open, EncryptedStorage.ManifestKeyText, storeName,
                "the password is not the one that the store was first opened with, or its manifest is damaged", error);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static StorageManifest Make(ReadOnlySpan<char> password)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(SaltLength);
        using StorageKeyRing keys = StorageKeyRing.FromPassword(password, salt);
        Span<byte> key = stackalloc byte[StorageKeyRing.KeyLength];
        try
        {
            _ = keys.TryCopy(1, key);
            using var check = new ChunkedBuffer();
            using var encryptor = new ChunkedEncryptor(key, CheckContext, check);
            encryptor.Finish(check);
            return new StorageManifest(new StorageManifestText
            {
                Version = Version1,
                StoreId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(StoreIdLength)),
                KeyDerivation = Pbkdf2,
                Iterations = StorageKeyRing.PasswordIterations,
                Salt = salt,
                Check = check.ToArray(),
            });
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static StorageManifest Parse(BufferSlice bytes, string storeName)
    {
        try
        {
            StorageManifestText? text = bytes.Length > BytesMax
                ? null
                : JsonSerializer.Deserialize(bytes.ToArray(), StorageManifestJson.Default.StorageManifestText);
            if (text is { Version: Version1, KeyDerivation: Pbkdf2 }
                && text.StoreId.Length is > 0 and <= EnvelopeOptions.StoreIdBytesMax
                && text.Iterations is > 0 and <= StorageKeyRing.PasswordIterationsMax
                && text.Salt.Length >= StorageKeyRing.SaltLengthMin)
            {
                return new StorageManifest(text);
            }
        }
        catch (JsonException error)
        {
            throw Damaged(storeName, error);
        }

        throw Damaged(storeName, null);
    }

    private static StorageIntegrityException Damaged(string storeName, Exception? error) =>
        new(StorageOperation.Open, EncryptedStorage.ManifestKeyText, storeName,
            "the store's manifest is damaged, or a later version wrote it: without it no object can be read", error);
}
