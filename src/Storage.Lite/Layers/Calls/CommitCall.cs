using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <summary>Making what was written the object.</summary>
internal readonly struct CommitCall(StorageWriter writer) : IStorageCall<StorageEntry>
{
    private readonly StorageWriter _writer = writer;

    public static StorageOperation Operation => StorageOperation.Put;

    public static bool IsRepeatable => false;

    public StorageKey Key => _writer.Key;

    public ValueTask<StorageEntry> InvokeAsync(IStorage store, CancellationToken cancellation) =>
        _writer.CommitAsync(cancellation);

    public long CountBytes(in StorageEntry result) => 0;
}
