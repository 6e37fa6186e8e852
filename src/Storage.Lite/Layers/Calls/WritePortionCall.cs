using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite;

/// <summary>Writing a portion to an open writer; the result says nothing.</summary>
internal readonly struct WritePortionCall(StorageWriter writer, BufferSlice bytes) : IStorageCall<bool>
{
    private readonly StorageWriter _writer = writer;
    private readonly BufferSlice _bytes = bytes;

    public static StorageOperation Operation => StorageOperation.Put;

    public static bool IsRepeatable => false;

    public StorageKey Key => _writer.Key;

    public ValueTask<bool> InvokeAsync(IStorage store, CancellationToken cancellation) =>
        CallTasks.WithResult(_writer.WriteAsync(_bytes, cancellation));

    public long CountBytes(in bool result) => _bytes.Length;
}
