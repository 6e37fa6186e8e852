using System.Collections.Generic;
using System.Threading.Tasks;
using Storage.Lite;

namespace Nio.Stores;

/// <summary>Reads all objects to their ends, or encrypts anew those of an older key.</summary>
internal sealed record StoreSweepRequest : StoreRequest
{
    internal override string Verb => Reencrypts ? "reencrypt" : "verify";

    internal override bool HasSummary => true;

    internal override bool IsPreview => ChangesNothing;

    internal required string Prefix { get; init; }

    internal bool Reencrypts { get; init; }

    internal bool ChangesNothing { get; init; }

    internal override async Task RunAsync(StoreJob job)
    {
        await using IStorage storage = await job.OpenAsync();
        await foreach (StorageSweepResult result in Sweep(storage, job))
        {
            if (result.Error is { } error)
            {
                job.AddFailure(result.Key.Text, error);
                continue;
            }

            job.Add(new StoreItem(ActionOf(result.Outcome), result.Key.Text));
        }
    }

    private IAsyncEnumerable<StorageSweepResult> Sweep(IStorage storage, StoreJob job)
    {
        if (!Reencrypts)
        {
            return storage.VerifyAsync(Prefix, job.Tally, job.Cancellation);
        }

        EnvelopeStorage? envelope = storage.GetFeature<EnvelopeStorage>();
        if (envelope is null or { IsEncrypting: false })
        {
            throw new StorageConfigurationException(
                "options:encryption", "the store has no encryption: there is nothing to encrypt with");
        }

        return ChangesNothing
            ? envelope.PreviewReencryptAsync(Prefix, job.Cancellation)
            : envelope.ReencryptAsync(Prefix, job.Cancellation);
    }

    private StoreAction ActionOf(StorageSweepOutcome outcome) => outcome switch
    {
        StorageSweepOutcome.Changed => StoreAction.Encrypted,
        StorageSweepOutcome.Overtaken => StoreAction.Overtaken,
        _ => Reencrypts ? StoreAction.Unchanged : StoreAction.Verified,
    };
}
