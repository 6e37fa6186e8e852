using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Storage.Lite;

/// <summary>Asks a store whether it works and has room, for a host's health checks.</summary>
internal sealed class StorageHealthCheck(IStorage storage, long freeBytesMin) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        StorageHealth health = await storage.CheckHealthAsync(cancellationToken).ConfigureAwait(false);
        Dictionary<string, object>? facts = health.FreeBytes is { } freeBytes
            ? new() { ["freeBytes"] = freeBytes }
            : null;
        if (!health.IsHealthy)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, health.Description, health.Error, facts);
        }

        return health.FreeBytes < freeBytesMin
            ? HealthCheckResult.Degraded(
                $"{health.FreeBytes} bytes are free, and {freeBytesMin} are asked for: make room.", data: facts)
            : HealthCheckResult.Healthy(health.Description, facts);
    }
}
