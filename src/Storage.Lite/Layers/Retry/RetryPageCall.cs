using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <summary>Fetching the next page of a list that begins anew after a failure.</summary>
internal readonly struct RetryPageCall(RetryPages pages) : IStorageCall<bool>
{
    private readonly RetryPages _pages = pages;

    public static StorageOperation Operation => StorageOperation.List;

    public static bool IsRepeatable => true;

    public StorageKey Key => default;

    public ValueTask<bool> InvokeAsync(IStorage store, CancellationToken cancellation) =>
        _pages.MoveNextAsync(store, cancellation);

    public long CountBytes(in bool result) => 0;
}
