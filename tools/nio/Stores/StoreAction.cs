namespace Nio.Stores;

/// <summary>What a verb did with a key, as JSON names it in small letters.</summary>
internal enum StoreAction
{
    /// <summary>It is in a list.</summary>
    Listed,

    /// <summary>It was asked what is known of it.</summary>
    Found,

    /// <summary>It was put, or is a copy.</summary>
    Stored,

    /// <summary>It was written to a file.</summary>
    Fetched,

    /// <summary>It was removed.</summary>
    Removed,

    /// <summary>It was to be removed, and was not there.</summary>
    Absent,

    /// <summary>A sync copied it, or would.</summary>
    Copied,

    /// <summary>A sync removed it, or would, because the source does not have it.</summary>
    Deleted,

    /// <summary>It was read to its end.</summary>
    Verified,

    /// <summary>It was encrypted anew, or would be.</summary>
    Encrypted,

    /// <summary>Nothing had to be done.</summary>
    Unchanged,

    /// <summary>Somebody else changed or removed it meanwhile; that stands.</summary>
    Overtaken,

    /// <summary>It failed, or the whole verb did; the reason says why.</summary>
    Failed,
}
