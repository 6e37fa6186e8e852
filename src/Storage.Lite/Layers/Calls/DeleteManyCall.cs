using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <summary>A batch of deletes.</summary>
internal readonly struct DeleteManyCall(IReadOnlyList<StorageKey> keys)
    : IStorageCall<IReadOnlyList<StorageDeleteResult>>
{
    private readonly IReadOnlyList<StorageKey> _keys = keys;

    public static StorageOperation Operation => StorageOperation.Delete;

    public static bool IsRepeatable => true;

    public StorageKey Key => default;

    public ValueTask<IReadOnlyList<StorageDeleteResult>> InvokeAsync(IStorage store, CancellationToken cancellation) =>
        store.DeleteManyAsync(_keys, cancellation);

    public long CountBytes(in IReadOnlyList<StorageDeleteResult> result) => 0;
}
