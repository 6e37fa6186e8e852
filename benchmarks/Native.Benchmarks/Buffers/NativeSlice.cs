using System;
using ChunkedBuffers;

namespace Native.Benchmarks;

/// <summary>
/// Slices and releases. Local: the owning buffer hands them out. Shared: they come from another slice, which any thread
/// could hold.
/// </summary>
internal sealed class NativeSlice : Workload
{
    private readonly NativePool _pool;
    private readonly ChunkedBuffer _buffer;
    private readonly BufferSlice _parent;
    private readonly bool _isShared;

    public NativeSlice(byte[] corpus, bool isShared, bool isSingleThreaded = false)
    {
        _pool = new NativePool(isSingleThreaded);
        _buffer = new ChunkedBuffer(_pool.Pool);
        _isShared = isShared;
        _buffer.Append(corpus.AsSpan(0, BufferScenarios.SliceParentLength));
        _parent = _buffer.Peek(_buffer.Length);
    }

    protected override void Release()
    {
        _parent.Dispose();
        _buffer.Dispose();
        _pool.Dispose();
    }

    public override Outcome Pass() => new(
        BufferScenarios.SliceCount,
        BufferScenarios.SliceCount * (long)BufferScenarios.SliceLength,
        _isShared ? SliceTheSlice() : SliceTheBuffer());

    private ulong SliceTheBuffer()
    {
        ulong checksum = 0;
        for (int i = 0; i < BufferScenarios.SliceCount; i++)
        {
            BufferSlice slice = _buffer.Peek(BufferScenarios.SliceStart(i), BufferScenarios.SliceLength);
            checksum += Outcome.Value(slice.Length, slice.FirstSpan[0]);
            slice.Dispose();
        }

        return checksum;
    }

    private ulong SliceTheSlice()
    {
        ulong checksum = 0;
        for (int i = 0; i < BufferScenarios.SliceCount; i++)
        {
            BufferSlice slice = _parent.Slice(BufferScenarios.SliceStart(i), BufferScenarios.SliceLength);
            checksum += Outcome.Value(slice.Length, slice.FirstSpan[0]);
            slice.Dispose();
        }

        return checksum;
    }
}
