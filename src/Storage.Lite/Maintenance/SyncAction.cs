namespace Storage.Lite;

/// <summary>What a sync does with an object.</summary>
public enum SyncAction
{
    /// <summary>It is the same already.</summary>
    Unchanged = 0,

    /// <summary>It is copied to the destination.</summary>
    Copied = 1,

    /// <summary>It is removed from the destination, because the source does not have it.</summary>
    Deleted = 2,

    /// <summary>It failed; the others go on.</summary>
    Failed = 3,
}
