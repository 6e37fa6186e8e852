using System;
using ChunkedBuffers;

namespace Native.Benchmarks;

/// <summary>
/// Keeps the slice, which keeps its block; or detaches it, which copies 32 bytes and lets the block go.
/// </summary>
internal sealed class NativeRetention : Workload
{
    private readonly byte[] _corpus;
    private readonly bool _detaches;
    private readonly BlockPool _pool = new();
    private readonly ChunkedBuffer _buffer;
    private readonly BufferSlice[] _kept = new BufferSlice[BufferScenarios.Arrivals];

    public NativeRetention(byte[] corpus, bool detaches)
    {
        _corpus = corpus;
        _detaches = detaches;
        _buffer = new ChunkedBuffer(_pool);
    }

    protected override void Release()
    {
        _buffer.Dispose();
        _pool.Dispose();
    }

    public override Outcome Pass()
    {
        for (int i = 0; i < _kept.Length; i++)
        {
            _buffer.Append(_corpus.AsSpan(0, BufferScenarios.ArrivalLength));
            BufferSlice slice = _buffer.Take(BufferScenarios.KeptLength);
            _kept[i] = _detaches ? slice.Detach(_pool) : slice;
            _buffer.Clear();
        }

        ulong checksum = 0;
        long retained = 0;
        for (int i = 0; i < _kept.Length; i++)
        {
            retained += _kept[i].RetainedBytes;
            checksum += Outcome.Value(_kept[i].Length, _kept[i].FirstSpan[0]);
            _kept[i].Dispose();
        }

        return new Outcome(_kept.Length, (long)_kept.Length * BufferScenarios.ArrivalLength, checksum, retained);
    }
}
