using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Storage.Lite;

/// <summary>Asks a store whether it works, for a host's health checks.</summary>
internal sealed class StorageHealthCheck(IStorage storage) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        StorageHealth health = await storage.CheckHealthAsync(cancellationToken).ConfigureAwait(false);
        Dictionary<string, object>? facts = health.FreeBytes is { } freeBytes
            ? new() { ["freeBytes"] = freeBytes }
            : null;
        return health.IsHealthy
            ? HealthCheckResult.Healthy(health.Description, facts)
            : new HealthCheckResult(context.Registration.FailureStatus, health.Description, health.Error, facts);
    }
}
