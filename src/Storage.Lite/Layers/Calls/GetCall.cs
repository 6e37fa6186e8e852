using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <summary>A get.</summary>
internal readonly struct GetCall(StorageKey key, GetOptions options) : IStorageCall<StorageContent>
{
    private readonly StorageKey _key = key;
    private readonly GetOptions _options = options;

    public static StorageOperation Operation => StorageOperation.Get;

    public static bool IsRepeatable => true;

    public StorageKey Key => _key;

    public ValueTask<StorageContent> InvokeAsync(IStorage store, CancellationToken cancellation) =>
        store.TryGetAsync(_key, _options, cancellation);

    public long CountBytes(in StorageContent result) => result.Bytes.Length;
}
