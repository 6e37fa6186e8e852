using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace NativeIo;

/// <summary>One slice as a source. Ownership: owns the slice until it is read.</summary>
internal sealed class MemorySliceSource(BufferSlice bytes) : SliceSource
{
    private BufferSlice _bytes = bytes;

    public override ValueTask<BufferSlice> ReadAsync(CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        BufferSlice portion = _bytes;
        _bytes = default;
        return new ValueTask<BufferSlice>(portion);
    }

    public override ValueTask DisposeAsync()
    {
        _bytes.Dispose();
        _bytes = default;
        return base.DisposeAsync();
    }
}
