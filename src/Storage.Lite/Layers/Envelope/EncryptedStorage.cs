using System;
using System.Threading;
using System.Threading.Tasks;
using NativeIo;

namespace Storage.Lite;

/// <summary>
/// A store whose values are encrypted, each under a key of its own and bound to its name. It is an
/// <see cref="EnvelopeStorage"/> with keys.
/// </summary>
/// <remarks>
/// <para>Encrypted with AES-256-GCM in chunks of 16 KiB: <see cref="ChunkedAead"/>.</para>
/// <para>Ownership: owns the store below; borrows a key ring, and owns what it makes itself.</para>
/// <para>Thread safety: any number of threads, except during dispose.</para>
/// <example><code>
/// await using var storage = new EncryptedStorage(new MemoryStorage(), RandomNumberGenerator.GetBytes(32));
/// await storage.PutTextAsync("secret", "text");
/// </code></example>
/// </remarks>
public sealed class EncryptedStorage : EnvelopeStorage
{
    /// <summary>
    /// The key under which a store with a password keeps its salt and its name; objects cannot have it.
    /// </summary>
    public const string ManifestKeyText = "storage-lite-manifest.json";

    /// <summary>Makes a store that encrypts with the active key of a ring.</summary>
    /// <param name="inner">The store below. Ownership: transfers.</param>
    /// <param name="keys">The keys. Ownership: borrows, until the store is disposed.</param>
    public EncryptedStorage(IStorage inner, StorageKeyRing keys)
        : base(inner, new EnvelopeOptions { Keys = keys ?? throw new ArgumentNullException(nameof(keys)) })
    {
    }

    /// <summary>Makes a store that encrypts with one key.</summary>
    /// <param name="inner">The store below. Ownership: transfers.</param>
    /// <param name="key">32 random bytes: a password is none, see <see cref="OpenWithPasswordAsync"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The key has another length.</exception>
    public EncryptedStorage(IStorage inner, ReadOnlySpan<byte> key)
        : this(inner, new EnvelopeOptions(), StorageKeyRing.FromKey(key), default)
    {
    }

    /// <summary>Makes a store that owns its keys.</summary>
    internal EncryptedStorage(
        IStorage inner, EnvelopeOptions options, StorageKeyRing ownedKeys, StorageKey manifestKey = default)
        : base(inner, options with { Keys = ownedKeys }, ownedKeys, manifestKey)
    {
    }

    /// <summary>
    /// Opens a store that encrypts with a key made from a password, by 600,000 rounds of PBKDF2 with SHA-256. The salt
    /// and the store's name are made at the first open and kept in the store, under
    /// <see cref="ManifestKeyText"/>; whoever loses that object loses the others.
    /// </summary>
    /// <param name="inner">The store below. Ownership: transfers, also when this fails.</param>
    /// <param name="password">The password. Ownership: borrows until the task has ended.</param>
    /// <param name="options">What else is done with values; its keys and its store's name are made here.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The store. Ownership: the caller disposes it.</returns>
    /// <exception cref="ArgumentException">The password is empty.</exception>
    /// <exception cref="StorageIntegrityException">The password is another one, or the kept object is
    /// damaged.</exception>
    /// <exception cref="StorageException">The kept object could not be read or written.</exception>
    public static async ValueTask<EncryptedStorage> OpenWithPasswordAsync(
        IStorage inner,
        ReadOnlyMemory<char> password,
        EnvelopeOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(inner);
        StorageKeyRing? keys = null;
        try
        {
            StorageManifest manifest = await StorageManifest.OpenAsync(inner, password, cancellation)
                .ConfigureAwait(false);
            keys = manifest.MakeKeys(password.Span, inner.Name);
            var storage = new EncryptedStorage(
                inner, (options ?? new EnvelopeOptions()) with { StoreId = manifest.StoreId }, keys,
                ManifestKeyText);
            keys = null;
            return storage;
        }
        catch
        {
            keys?.Dispose();
            await inner.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
