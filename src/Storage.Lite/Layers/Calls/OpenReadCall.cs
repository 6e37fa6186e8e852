using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <summary>Opening a reader; the bytes come later.</summary>
internal readonly struct OpenReadCall(StorageKey key, GetOptions options) : IStorageCall<StorageReader>
{
    private readonly StorageKey _key = key;
    private readonly GetOptions _options = options;

    public static StorageOperation Operation => StorageOperation.Get;

    public static bool IsRepeatable => true;

    public StorageKey Key => _key;

    public ValueTask<StorageReader> InvokeAsync(IStorage store, CancellationToken cancellation) =>
        store.TryOpenReadAsync(_key, _options, cancellation);

    public long CountBytes(in StorageReader result) => 0;
}
