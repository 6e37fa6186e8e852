using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite;

/// <summary>Reading the next portion of an open reader.</summary>
internal readonly struct ReadPortionCall(StorageReader reader) : IStorageCall<BufferSlice>
{
    private readonly StorageReader _reader = reader;

    public static StorageOperation Operation => StorageOperation.Get;

    public static bool IsRepeatable => false;

    public StorageKey Key => _reader.Entry.Key;

    public ValueTask<BufferSlice> InvokeAsync(IStorage store, CancellationToken cancellation) =>
        _reader.ReadAsync(cancellation);

    public long CountBytes(in BufferSlice result) => result.Length;
}
