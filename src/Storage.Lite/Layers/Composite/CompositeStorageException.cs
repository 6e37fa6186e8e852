namespace Storage.Lite;

/// <summary>
/// A write is in the authoritative tier, but not in as many others as the policy asks for. The others are repaired in
/// the background, and until then reads do not ask them for the key.
/// </summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed class CompositeStorageException : StorageException
{
    internal CompositeStorageException(
        StorageOperation operation,
        StorageKey key,
        string name,
        string detail,
        StorageException error,
        CompositeReport report)
        : base(operation, key, name, detail, error.Transience, error)
    {
        Report = report;
    }

    /// <summary>Gets what became of the write in every tier.</summary>
    public CompositeReport Report { get; }
}
