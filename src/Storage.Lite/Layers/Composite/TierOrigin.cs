using System;
using System.Collections.Generic;
using System.Globalization;

namespace Storage.Lite;

/// <summary>
/// What copies of an object remember of it: the version and the time in the authoritative tier, as metadata, so that
/// every tier tells the same of an object.
/// </summary>
internal static class TierOrigin
{
    internal const string Name = "storage-lite-origin";

    /// <summary>Makes the options for a copy of an object.</summary>
    internal static PutOptions Describe(IStorage tier, in StorageEntry entry, PutOptions options)
    {
        IReadOnlyDictionary<string, string>? metadata = entry.Metadata ?? options.Metadata;
        if (tier.Capabilities.KeepsMetadata)
        {
            Dictionary<string, string> all = metadata is null
                ? new(StringComparer.OrdinalIgnoreCase)
                : new(metadata, StringComparer.OrdinalIgnoreCase);
            all[Name] = string.Create(CultureInfo.InvariantCulture, $"{entry.ModifiedAt.UtcTicks} {entry.ETag}");
            metadata = all;
        }

        return new PutOptions
        {
            Metadata = metadata,
            ExpiresAt = entry.ExpiresAt ?? options.ExpiresAt,
            CompressionLevel = tier.Capabilities.Compresses ? options.CompressionLevel : null,
            Length = options.Length,
        };
    }

    /// <summary>Shows a copy's entry as the authoritative tier's. A copy that does not know it has no
    /// version.</summary>
    internal static StorageEntry Restore(in StorageEntry copy)
    {
        if (copy.Metadata is null || !copy.Metadata.TryGetValue(Name, out string? text))
        {
            return copy with { ETag = default };
        }

        int space = text.IndexOf(' ', StringComparison.Ordinal);
        bool isRight = long.TryParse(
            text.AsSpan(0, Math.Max(0, space)), NumberStyles.None, CultureInfo.InvariantCulture, out long ticks)
            && ticks <= DateTime.MaxValue.Ticks;
        return copy with
        {
            ETag = isRight ? StorageETag.Parse(text[(space + 1)..]) : default,
            ModifiedAt = isRight ? new DateTimeOffset(ticks, TimeSpan.Zero) : copy.ModifiedAt,
            Metadata = Strip(copy.Metadata),
        };
    }

    private static Dictionary<string, string>? Strip(IReadOnlyDictionary<string, string> metadata)
    {
        if (metadata.Count == 1)
        {
            return null;
        }

        var stripped = new Dictionary<string, string>(metadata, StringComparer.OrdinalIgnoreCase);
        _ = stripped.Remove(Name);
        return stripped;
    }
}
