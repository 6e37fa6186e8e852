using System;
using System.Collections.Generic;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Storage.Lite;

/// <summary>Adds stores to a host's health checks.</summary>
/// <remarks>Thread safety: as the builder: one thread.</remarks>
public static class StorageHealthChecksBuilderExtensions
{
    /// <summary>Adds a check that asks a store whether it works.</summary>
    /// <param name="builder">The host's checks.</param>
    /// <param name="name">The name that the store was added with.</param>
    /// <param name="failureStatus">What an ill store is reported as; null means unhealthy.</param>
    /// <param name="tags">What the check is filtered by.</param>
    /// <param name="freeBytesMin">
    /// The free bytes below which a store that works counts as degraded; one that does not tell never does.
    /// </param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number of bytes is negative.</exception>
    public static IHealthChecksBuilder AddStorage(
        this IHealthChecksBuilder builder,
        string name,
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null,
        long freeBytesMin = 0)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentOutOfRangeException.ThrowIfNegative(freeBytesMin);
        return builder.Add(new HealthCheckRegistration(
            name,
            provider => new StorageHealthCheck(provider.GetRequiredKeyedService<IStorage>(name), freeBytesMin),
            failureStatus,
            tags));
    }
}
