using System;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite;

/// <summary>
/// A layer that compresses, encrypts, checks and expires values: each in any combination, with one header before the
/// stored form. What it reads is what was put, or an error.
/// </summary>
/// <remarks>
/// <para>Checked: any damage, cut or addition is a <see cref="StorageIntegrityException"/>, and nothing of the damaged
/// frame of 16 KiB is handed out. With keys, also an object under another key's name, of another store, or made by
/// somebody without the key. An older object of the same name is not recognised as old.</para>
/// <para>Ranges: of a value that is not compressed, only the frames are read that the range touches; of a compressed
/// one everything up to the range's end.</para>
/// <para>Copies and renames of encrypted objects read and write the value, because it is bound to its name; a rename is
/// then not one step. Names, lengths, metadata and times of expiry are not encrypted.</para>
/// <para>Ownership: owns the store below; borrows the key ring.</para>
/// <para>Thread safety: any number of threads, except during dispose.</para>
/// <example><code>
/// using var keys = StorageKeyRing.FromKey(key);
/// await using var storage = new EnvelopeStorage(
///     new MemoryStorage(), new EnvelopeOptions { Compression = new CompressionOptions(), Keys = keys });
/// </code></example>
/// </remarks>
public partial class EnvelopeStorage : StorageLayer
{
    private readonly EnvelopeOptions _options;
    private readonly BlockPool _pool;
    private readonly StorageKeyRing? _ownedKeys;
    private readonly StorageKey _manifestKey;
    private readonly bool _checksExpiry;

    /// <summary>Makes the layer.</summary>
    /// <param name="inner">The store below. Ownership: transfers.</param>
    /// <param name="options">What is done with values; null adds checksums only.</param>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public EnvelopeStorage(IStorage inner, EnvelopeOptions? options = null)
        : this(inner, options ?? new EnvelopeOptions(), ownedKeys: null, manifestKey: default)
    {
    }

    private protected EnvelopeStorage(
        IStorage inner, EnvelopeOptions options, StorageKeyRing? ownedKeys, StorageKey manifestKey)
        : base(inner)
    {
        options.Validate();
        _options = options;
        _pool = options.Pool ?? BlockPool.Shared;
        _ownedKeys = ownedKeys;
        _manifestKey = manifestKey;
        StorageCapabilities below = inner.Capabilities;
        _checksExpiry = options.Expires && !below.Expires;
        Capabilities = below with
        {
            Expires = below.Expires || options.Expires,
            Compresses = options.Compression is not null,
            RenamesAtomically = below.RenamesAtomically && options.Keys is null,
            CopiesIfAbsent = options.Keys is null ? below.CopiesIfAbsent : below.CreatesIfAbsent,
            ListsStoredLengths = !options.ListsReadHeaders,
            MakesPresignedUrls = false,

            // Each stored form has random bytes of its own.
            TagsByContent = false,
            ValueBytesMax = LargestValue(below.ValueBytesMax),
        };
    }

    /// <inheritdoc/>
    public override StorageCapabilities Capabilities { get; }

    /// <summary>Gets a value indicating whether values are encrypted when they are put.</summary>
    public bool IsEncrypting => _options.Keys is not null;

    /// <inheritdoc/>
    public override T? GetFeature<T>()
        where T : class =>

        // A URL to the stored form would show neither the value nor that it was changed.
        typeof(T) == typeof(IPresignedUrls) ? null : base.GetFeature<T>();

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync().ConfigureAwait(false);
        _ownedKeys?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    public override async ValueTask<StorageEntry?> TryStatAsync(
        StorageKey key, CancellationToken cancellation = default)
    {
        RequireKey(key);
        while (true)
        {
            EnvelopeProbe probe = await ProbeAsync(StorageOperation.Stat, key, default, cancellation)
                .ConfigureAwait(false);
            if (probe.Outcome == StorageOutcome.NotFound)
            {
                return null;
            }

            using (probe.Opening!)
            {
                long? length = await LengthAsync(probe, cancellation).ConfigureAwait(false);
                if (length is not null)
                {
                    return EntryOf(probe.Stored, probe.Opening!.Header, length.Value);
                }
            }
        }
    }

    private static long LargestValue(long storedMax)
    {
        // What is not compressed is longer when it is stored: by the header, and by a tag for each frame.
        const int FrameStored = EnvelopeFrames.FrameLength + NativeIo.ChunkedAead.TagLength;
        const int PrefixMax = EnvelopeHeader.Length + NativeIo.ChunkedAead.HeaderLength;
        return storedMax == long.MaxValue
            ? long.MaxValue
            : Math.Max(0, ((storedMax - PrefixMax) / FrameStored * EnvelopeFrames.FrameLength) - 1);
    }

    private static StorageEntry EntryOf(StorageEntry stored, in EnvelopeHeader header, long length) =>
        stored with { Length = length, ExpiresAt = header.ExpiresAt ?? stored.ExpiresAt };

    private EnvelopeName NameOf(StorageKey key) => new(_options.StoreId, key);

    private void RequireKey(StorageKey key)
    {
        key.ThrowIfEmpty();
        if (key == _manifestKey)
        {
            throw StorageInvalidKeyException.Create(key.Text, "the store keeps its own settings under it");
        }
    }
}
