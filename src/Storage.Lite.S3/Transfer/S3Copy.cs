namespace Storage.Lite.S3;

/// <summary>What is copied, as it was when it was looked at, and where to.</summary>
internal sealed record S3Copy(
    StorageOperation Operation,
    StorageKey Source,
    string SourceKey,
    StorageEntry Copied,
    StorageKey Destination,
    string DestinationKey,
    StorageCondition Condition);
