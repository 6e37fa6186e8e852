using System.Threading.Tasks;
using Storage.Lite;

namespace Nio.Stores;

/// <summary>Copies an object within a store or to another one.</summary>
internal sealed record StoreCopyRequest : StoreRequest
{
    internal override string Verb => "cp";

    internal required string Source { get; init; }

    internal required string Destination { get; init; }

    /// <summary>Gets the store that gets the copy; null for the same one.</summary>
    internal StoreAddress? Other { get; init; }

    internal StorageCondition Condition { get; init; }

    internal override async Task RunAsync(StoreJob job)
    {
        await using IStorage storage = await job.OpenAsync();
        await using IStorage? other = Other is null ? null : await Other.OpenAsync(job.Cancellation);
        await job.GuardAsync(Source, async () =>
        {
            StorageKey source = StorageKey.Parse(Source);
            StorageKey destination = StorageKey.Parse(Destination);
            StorageEntry copy = other is null
                ? await storage.CopyAsync(source, destination, Condition, job.Cancellation)
                : await storage.CopyToAsync(source, other, destination, Condition, job.Tally, job.Cancellation);
            job.Add(StoreItem.Of(StoreAction.Stored, copy));
        });
    }
}
