using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite;

/// <summary>A put of a slice, which can be read any number of times.</summary>
internal readonly struct PutCall(StorageKey key, BufferSlice value, PutOptions? options) : IStorageCall<StorageEntry>
{
    private readonly StorageKey _key = key;
    private readonly BufferSlice _value = value;
    private readonly PutOptions? _options = options;

    public static StorageOperation Operation => StorageOperation.Put;

    public static bool IsRepeatable => true;

    public StorageKey Key => _key;

    /// <summary>Gets the bytes. Ownership: borrows.</summary>
    internal BufferSlice Value => _value;

    public ValueTask<StorageEntry> InvokeAsync(IStorage store, CancellationToken cancellation) =>
        store.PutAsync(_key, _value, _options, cancellation);

    public long CountBytes(in StorageEntry result) => _value.Length;
}
