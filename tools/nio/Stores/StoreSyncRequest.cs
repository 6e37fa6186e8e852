using System;
using System.Threading.Tasks;
using Storage.Lite;

namespace Nio.Stores;

/// <summary>Makes a store have what another one has.</summary>
internal sealed record StoreSyncRequest : StoreRequest
{
    internal override string Verb => "sync";

    internal override bool HasSummary => true;

    internal override bool IsPreview => Options.IsPreview;

    internal required StoreAddress Destination { get; init; }

    internal required SyncOptions Options { get; init; }

    internal override async Task RunAsync(StoreJob job)
    {
        // Both are read before one is opened, so that a mistake in the second has made no folder for the first.
        _ = Address.Read();
        _ = Destination.Read();
        await using IStorage source = await job.OpenAsync();
        StoreAddress reached = IsPreview ? Destination.ForPreview() : Destination;
        await using IStorage destination = await reached.OpenAsync(job.Cancellation);
        SyncOptions options = Options with { Changes = new ChangesToItems(job), CopiedBytes = job.Tally };
        _ = await source.SyncAsync(destination, options, job.Cancellation);
    }

    private sealed class ChangesToItems(StoreJob job) : IProgress<SyncChange>
    {
        public void Report(SyncChange value)
        {
            if (value.Error is { } error)
            {
                job.AddFailure(value.Key.Text, error);
                return;
            }

            StoreAction action = value.Action switch
            {
                SyncAction.Copied => StoreAction.Copied,
                SyncAction.Deleted => StoreAction.Deleted,
                _ => StoreAction.Unchanged,
            };
            job.Add(new StoreItem(action, value.Key.Text)
            {
                Length = value.Action == SyncAction.Copied ? value.Length : null,
            });
        }
    }
}
