using System.Collections.Generic;
using System.Threading.Tasks;
using Storage.Lite;

namespace Nio.Stores;

/// <summary>Removes objects, many with each call.</summary>
internal sealed record StoreRemoveRequest : StoreRequest
{
    /// <summary>As many keys as a batch of S3 takes.</summary>
    private const int BatchMax = 1000;

    internal override string Verb => "rm";

    internal required IReadOnlyList<string> Keys { get; init; }

    /// <summary>Gets the text that all keys to remove begin with; null for the keys that are named.</summary>
    internal string? Prefix { get; init; }

    internal override bool HasSummary => Prefix is not null;

    internal override async Task RunAsync(StoreJob job)
    {
        await using IStorage storage = await job.OpenAsync();
        List<StorageKey> batch = [];
        if (Prefix is not null)
        {
            await foreach (StorageEntry entry in storage.ListAsync(Prefix, job.Cancellation))
            {
                await AddAsync(storage, batch, entry.Key, job);
            }
        }

        foreach (string text in Keys)
        {
            if (StorageKey.TryParse(text, out StorageKey key, out _))
            {
                await AddAsync(storage, batch, key, job);
            }
            else
            {
                // The exception has the words.
                await job.GuardAsync(text, () => Task.FromResult(StorageKey.Parse(text)));
            }
        }

        await RemoveAsync(storage, batch, job);
    }

    private static async Task AddAsync(IStorage storage, List<StorageKey> batch, StorageKey key, StoreJob job)
    {
        batch.Add(key);
        if (batch.Count == BatchMax)
        {
            await RemoveAsync(storage, batch, job);
            batch.Clear();
        }
    }

    private static async Task RemoveAsync(IStorage storage, List<StorageKey> batch, StoreJob job)
    {
        if (batch.Count == 0)
        {
            return;
        }

        foreach (StorageDeleteResult result in await storage.DeleteManyAsync(batch, job.Cancellation))
        {
            if (result.Error is { } error)
            {
                job.AddFailure(result.Key.Text, error);
            }
            else
            {
                job.Add(new StoreItem(result.Existed ? StoreAction.Removed : StoreAction.Absent, result.Key.Text));
            }
        }
    }
}
