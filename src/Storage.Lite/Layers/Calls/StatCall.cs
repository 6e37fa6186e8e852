using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <summary>A question for what is known.</summary>
internal readonly struct StatCall(StorageKey key) : IStorageCall<StorageEntry?>
{
    private readonly StorageKey _key = key;

    public static StorageOperation Operation => StorageOperation.Stat;

    public static bool IsRepeatable => true;

    public StorageKey Key => _key;

    public ValueTask<StorageEntry?> InvokeAsync(IStorage store, CancellationToken cancellation) =>
        store.TryStatAsync(_key, cancellation);

    public long CountBytes(in StorageEntry? result) => 0;
}
