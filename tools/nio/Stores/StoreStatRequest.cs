using System.Collections.Generic;
using System.Threading.Tasks;
using Storage.Lite;

namespace Nio.Stores;

/// <summary>Asks what is known of objects.</summary>
internal sealed record StoreStatRequest : StoreRequest
{
    internal override string Verb => "stat";

    internal required IReadOnlyList<string> Keys { get; init; }

    internal override async Task RunAsync(StoreJob job)
    {
        await using IStorage storage = await job.OpenAsync();
        foreach (string key in Keys)
        {
            await job.GuardAsync(key, async () =>
            {
                StorageEntry entry = await storage.StatAsync(StorageKey.Parse(key), job.Cancellation);
                job.Add(StoreItem.Of(StoreAction.Found, entry));
            });
        }
    }
}
