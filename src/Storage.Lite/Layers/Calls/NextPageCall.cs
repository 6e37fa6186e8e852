using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <summary>Fetching the next page of a list.</summary>
internal readonly struct NextPageCall(PageSource pages) : IStorageCall<bool>
{
    private readonly PageSource _pages = pages;

    public static StorageOperation Operation => StorageOperation.List;

    public static bool IsRepeatable => false;

    public StorageKey Key => default;

    public ValueTask<bool> InvokeAsync(IStorage store, CancellationToken cancellation) =>
        _pages.MoveNextAsync(cancellation);

    public long CountBytes(in bool result) => 0;
}
