using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <summary>Opening a writer; nothing is written yet.</summary>
internal readonly struct OpenWriteCall(StorageKey key, PutOptions? options) : IStorageCall<StorageWriter>
{
    private readonly StorageKey _key = key;
    private readonly PutOptions? _options = options;

    public static StorageOperation Operation => StorageOperation.Put;

    public static bool IsRepeatable => true;

    public StorageKey Key => _key;

    public ValueTask<StorageWriter> InvokeAsync(IStorage store, CancellationToken cancellation) =>
        store.OpenWriteAsync(_key, _options, cancellation);

    public long CountBytes(in StorageWriter result) => 0;
}
