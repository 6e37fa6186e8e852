using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <summary>A look whether the store works; its failure is its result.</summary>
internal readonly struct CheckHealthCall : IStorageCall<StorageHealth>
{
    public static StorageOperation Operation => StorageOperation.CheckHealth;

    public static bool IsRepeatable => false;

    public StorageKey Key => default;

    public ValueTask<StorageHealth> InvokeAsync(IStorage store, CancellationToken cancellation) =>
        store.CheckHealthAsync(cancellation);

    public long CountBytes(in StorageHealth result) => 0;
}
