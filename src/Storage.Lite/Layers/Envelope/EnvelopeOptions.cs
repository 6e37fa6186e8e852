using System;
using System.Text;
using ChunkedBuffers;
using NativeIo;

namespace Storage.Lite;

/// <summary>What an <see cref="EnvelopeStorage"/> does with values. By default it adds checksums only.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed record EnvelopeOptions
{
    /// <summary>The most bytes of a store's name, which is part of what every object is bound to.</summary>
    public const int StoreIdBytesMax = 255;

    /// <summary>Gets how values are compressed; null for not at all. Compressed values are read in any case.</summary>
    public CompressionOptions? Compression { get; init; }

    /// <summary>
    /// Gets the keys that values are encrypted with; null for not at all. Ownership: borrows, until the store is
    /// disposed.
    /// </summary>
    public StorageKeyRing? Keys { get; init; }

    /// <summary>
    /// Gets a name that encrypted objects are bound to, so that an object of one store is no object of another one with
    /// the same key. It must stay the same as long as the objects. Default: none.
    /// </summary>
    public string StoreId { get; init; } = "";

    /// <summary>
    /// Gets a value indicating whether objects that are not encrypted are read although there are keys. Whoever can
    /// write to the store below can then exchange an encrypted object for a plain one: switch it on for as long as
    /// <see cref="EnvelopeStorage.ReencryptAsync"/> takes. Default: no.
    /// </summary>
    public bool ReadsUnencrypted { get; init; }

    /// <summary>
    /// Gets a value indicating whether objects can expire over a store that does not know expiry itself. Conditional
    /// puts and deletes then look at the object first. Default: yes. What has expired is not found, however it was
    /// stored; a list shows it until <see cref="EnvelopeStorage.SweepExpiredAsync"/> has removed it, unless
    /// <see cref="ListsReadHeaders"/> or the store below leaves it out.
    /// </summary>
    public bool Expires { get; init; } = true;

    /// <summary>
    /// Gets a value indicating whether a list reads the beginning of every object, to show the values' lengths and
    /// leave out what has expired. Default: no.
    /// </summary>
    public bool ListsReadHeaders { get; init; }

    /// <summary>Gets the clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Gets where memory is rented; null means the shared pool.</summary>
    public BlockPool? Pool { get; init; }

    /// <summary>Gets how far compressed values may grow when they are read.</summary>
    internal DecompressionLimits Limits => Compression?.Limits ?? DecompressionLimits.Default;

    /// <summary>Says what is wrong with the options.</summary>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public void Validate()
    {
        ArgumentNullException.ThrowIfNull(TimeProvider);
        ArgumentNullException.ThrowIfNull(StoreId);
        Compression?.Validate();
        if (Encoding.UTF8.GetByteCount(StoreId) > StoreIdBytesMax)
        {
            throw new ArgumentException($"A store's name has {StoreIdBytesMax} bytes at most.", nameof(StoreId));
        }
    }
}
