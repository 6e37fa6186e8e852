using System.Collections.Generic;

namespace Storage.Lite;

/// <summary>What a sync, backup or restore did.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed record SyncReport
{
    /// <summary>Gets how many objects were copied.</summary>
    public long Copied { get; init; }

    /// <summary>Gets the bytes that were copied.</summary>
    public long CopiedBytes { get; init; }

    /// <summary>Gets how many objects were the same already.</summary>
    public long Unchanged { get; init; }

    /// <summary>Gets how many objects were removed.</summary>
    public long Deleted { get; init; }

    /// <summary>Gets what failed, in the order of the keys; the others were done.</summary>
    public IReadOnlyList<StorageException> Errors { get; init; } = [];

    /// <summary>Gets a value indicating whether everything was done.</summary>
    public bool IsComplete => Errors.Count == 0;
}
