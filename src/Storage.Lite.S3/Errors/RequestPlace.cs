namespace Storage.Lite.S3;

/// <summary>What an error names: what was asked, of which key, of which store, and where that is.</summary>
internal readonly record struct RequestPlace(
    StorageOperation Operation, StorageKey Key, string Backend, string Address);
