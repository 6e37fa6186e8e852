using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <summary>A round of a batch of deletes.</summary>
internal readonly struct RetryBatchCall(RetryBatch batch) : IStorageCall<IReadOnlyList<StorageDeleteResult>>
{
    private readonly RetryBatch _batch = batch;

    public static StorageOperation Operation => StorageOperation.Delete;

    public static bool IsRepeatable => true;

    public StorageKey Key => default;

    public ValueTask<IReadOnlyList<StorageDeleteResult>> InvokeAsync(
        IStorage store, CancellationToken cancellation) => _batch.RoundAsync(store, cancellation);

    public long CountBytes(in IReadOnlyList<StorageDeleteResult> result) => 0;
}
