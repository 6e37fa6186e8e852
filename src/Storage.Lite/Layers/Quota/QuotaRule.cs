using System;

namespace Storage.Lite;

/// <summary>What all objects whose keys begin with a text may take together.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed record QuotaRule
{
    /// <summary>Gets the text that keys begin with; empty for all.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Gets the most bytes of values.</summary>
    public long BytesMax { get; init; } = long.MaxValue;

    /// <summary>Gets the most objects.</summary>
    public long ObjectsMax { get; init; } = long.MaxValue;

    internal bool Covers(StorageKey key) => key.Text.StartsWith(Prefix, StringComparison.Ordinal);
}
