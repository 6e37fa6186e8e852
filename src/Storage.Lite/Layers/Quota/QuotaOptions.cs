using System;
using System.Collections.Generic;

namespace Storage.Lite;

/// <summary>What <see cref="QuotaStorage"/> lets in.</summary>
/// <remarks>Thread safety: immutable, as long as nobody changes the lists.</remarks>
public sealed record QuotaOptions
{
    /// <summary>Gets the options that limit nothing.</summary>
    public static QuotaOptions Default { get; } = new();

    /// <summary>Gets the longest value in bytes.</summary>
    public long ValueBytesMax { get; init; } = long.MaxValue;

    /// <summary>Gets what prefixes may take. A key may be under several; each holds.</summary>
    public IReadOnlyList<QuotaRule> Rules { get; init; } = [];

    /// <summary>Gets the endings that keys may have, as <c>.json</c>, without regard to case; null for any.</summary>
    public IReadOnlyList<string>? Extensions { get; init; }

    /// <summary>Gets the media types that the metadata's <c>content-type</c> may have; null for any or none.</summary>
    public IReadOnlyList<string>? MediaTypes { get; init; }

    /// <summary>Gets what is asked and told about each change, in this order.</summary>
    public IReadOnlyList<IStorageCommitHook> Hooks { get; init; } = [];

    /// <summary>Says what is wrong with the options.</summary>
    /// <exception cref="ArgumentException">A number is negative.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ValueBytesMax);
        foreach (QuotaRule rule in Rules)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(rule.BytesMax, nameof(Rules));
            ArgumentOutOfRangeException.ThrowIfNegative(rule.ObjectsMax, nameof(Rules));
        }
    }
}
