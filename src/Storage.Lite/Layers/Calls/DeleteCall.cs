using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <summary>A delete.</summary>
internal readonly struct DeleteCall(StorageKey key, StorageCondition condition) : IStorageCall<bool>
{
    private readonly StorageKey _key = key;
    private readonly StorageCondition _condition = condition;

    public static StorageOperation Operation => StorageOperation.Delete;

    public static bool IsRepeatable => true;

    public StorageKey Key => _key;

    public ValueTask<bool> InvokeAsync(IStorage store, CancellationToken cancellation) =>
        store.DeleteAsync(_key, _condition, cancellation);

    public long CountBytes(in bool result) => 0;
}
