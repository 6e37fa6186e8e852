using System;
using System.Collections.Generic;

namespace Storage.Lite;

/// <summary>Who is told what <see cref="MetricsStorage"/> sees.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed record MetricsOptions
{
    /// <summary>Gets the options that a layer without any has.</summary>
    public static MetricsOptions Default { get; } = new();

    /// <summary>Gets who is told of events.</summary>
    public IReadOnlyList<IStorageObserver> Observers { get; init; } = [];

    /// <summary>
    /// Gets a value indicating whether traces have the key. Keys may be personal, and each makes a series of its own,
    /// so measurements never have it.
    /// </summary>
    public bool TracesKeys { get; init; }

    /// <summary>Gets the clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
