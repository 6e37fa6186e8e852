namespace Storage.Lite;

/// <summary>
/// What a store can do. What it cannot do it refuses with <see cref="StorageNotSupportedException"/> before anything is
/// changed; nothing is done half.
/// </summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed record StorageCapabilities
{
    /// <summary>Gets a value indicating whether <see cref="StorageCondition.IfAbsent"/> puts are atomic.</summary>
    public bool CreatesIfAbsent { get; init; }

    /// <summary>Gets a value indicating whether <see cref="StorageCondition.IfMatch"/> puts are atomic.</summary>
    public bool ComparesAndSwaps { get; init; }

    /// <summary>Gets a value indicating whether deletes take <see cref="StorageCondition.IfMatch"/>.</summary>
    public bool DeletesIfMatch { get; init; }

    /// <summary>Gets a value indicating whether copies and renames take
    /// <see cref="StorageCondition.IfAbsent"/>.</summary>
    public bool CopiesIfAbsent { get; init; }

    /// <summary>Gets a value indicating whether a rename is one step: nobody sees both names or none.</summary>
    public bool RenamesAtomically { get; init; }

    /// <summary>Gets a value indicating whether names and values are kept with an object.</summary>
    public bool KeepsMetadata { get; init; }

    /// <summary>Gets a value indicating whether objects expire.</summary>
    public bool Expires { get; init; }

    /// <summary>Gets a value indicating whether values are compressed.</summary>
    public bool Compresses { get; init; }

    /// <summary>Gets a value indicating whether a put that ended is still there after a power failure.</summary>
    public bool IsDurable { get; init; }

    /// <summary>Gets a value indicating whether <c>a</c> and <c>a/b</c> can both be objects, and keys end in a
    /// slash.</summary>
    public bool HasFlatKeys { get; init; }

    /// <summary>Gets a value indicating whether every key is taken; otherwise some are refused.</summary>
    public bool TakesEveryKey { get; init; }

    /// <summary>
    /// Gets a value indicating whether a list may show what is stored: the length of the stored form instead of the
    /// value's, and objects that have expired and are not removed yet.
    /// </summary>
    public bool ListsStoredLengths { get; init; }

    /// <summary>Gets a value indicating whether a list shows versions.</summary>
    public bool ListsETags { get; init; }

    /// <summary>
    /// Gets a value indicating whether several who delete an object at once may each be told that it existed; otherwise
    /// one of them is. It is about <see cref="IStorage.DeleteAsync"/>; a batch may tell more, and its store says so.
    /// </summary>
    public bool TellsSeveralDeleters { get; init; }

    /// <summary>
    /// Gets a value indicating whether the version is made from the bytes: putting the same ones again is no new
    /// version.
    /// </summary>
    public bool TagsByContent { get; init; }

    /// <summary>
    /// Gets a value indicating whether a put does not tell the time of the change, which a stat knows.
    /// </summary>
    public bool PutsOmitTime { get; init; }

    /// <summary>Gets a value indicating whether temporary URLs can be made: <see cref="IPresignedUrls"/>.</summary>
    public bool MakesPresignedUrls { get; init; }

    /// <summary>Gets the largest value in bytes.</summary>
    public long ValueBytesMax { get; init; } = long.MaxValue;
}
