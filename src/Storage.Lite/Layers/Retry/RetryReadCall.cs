using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite;

/// <summary>Reading the next portion of a reader that is opened again after a failure.</summary>
internal readonly struct RetryReadCall(RetryStorageReader reader) : IStorageCall<BufferSlice>
{
    private readonly RetryStorageReader _reader = reader;

    public static StorageOperation Operation => StorageOperation.Get;

    public static bool IsRepeatable => true;

    public StorageKey Key => _reader.Entry.Key;

    public ValueTask<BufferSlice> InvokeAsync(IStorage store, CancellationToken cancellation) =>
        _reader.ReadOnceAsync(store, cancellation);

    public long CountBytes(in BufferSlice result) => result.Length;
}
