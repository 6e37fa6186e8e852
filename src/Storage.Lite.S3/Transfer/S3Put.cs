using System;
using System.Collections.Generic;

namespace Storage.Lite.S3;

/// <summary>
/// What is known of a value before its bytes: where it goes, under which condition, with what beside it.
/// </summary>
internal sealed record S3Put(
    StorageKey Key, string ObjectKey, StorageCondition Condition, IReadOnlyDictionary<string, string>? Metadata)
{
    /// <summary>Gets the type for those who fetch the object by a URL; null when nobody said.</summary>
    internal string? ContentType =>
        Metadata is not null && Metadata.TryGetValue(ObjectMetadata.ContentType, out string? type) && type.Length > 0
            && !type.AsSpan().ContainsAnyExceptInRange(' ', '~')
            ? type
            : null;

    internal StorageEntry ToEntry(long length, StorageETag tag) => new()
    {
        Key = Key,
        Length = length,
        ETag = tag,
        Metadata = Metadata,
    };
}
