using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <summary>A copy within the store.</summary>
internal readonly struct CopyCall(
    StorageKey source, StorageKey destination, StorageCondition condition)
    : IStorageCall<StorageEntry>
{
    private readonly StorageKey _source = source;
    private readonly StorageKey _destination = destination;
    private readonly StorageCondition _condition = condition;

    public static StorageOperation Operation => StorageOperation.Copy;

    public static bool IsRepeatable => true;

    public StorageKey Key => _source;

    public ValueTask<StorageEntry> InvokeAsync(IStorage store, CancellationToken cancellation) =>
        store.CopyAsync(_source, _destination, _condition, cancellation);

    public long CountBytes(in StorageEntry result) => 0;
}
