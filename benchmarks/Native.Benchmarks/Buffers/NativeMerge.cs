using System;
using ChunkedBuffers;

namespace Native.Benchmarks;

/// <summary>Sources are shared into the buffer, pieces that lie across two of them are taken without a copy.</summary>
internal sealed class NativeMerge : Workload
{
    private readonly ChunkedBuffer _buffer = new();
    private readonly BufferSlice[] _sources = new BufferSlice[BufferScenarios.MergeSources];

    public NativeMerge(byte[] corpus)
    {
        for (int i = 0; i < _sources.Length; i++)
        {
            _sources[i] = BufferSlice.CopyFrom(corpus.AsSpan(i * Corpus.ChunkLength, Corpus.ChunkLength));
        }
    }

    protected override void Release()
    {
        foreach (BufferSlice source in _sources)
        {
            source.Dispose();
        }

        _buffer.Dispose();
    }

    public override Outcome Pass()
    {
        foreach (ref readonly BufferSlice source in _sources.AsSpan())
        {
            _buffer.Append(source);
        }

        ulong checksum = 0;
        _buffer.Skip(Corpus.ChunkLength / 2);
        while (!_buffer.IsEmpty)
        {
            using BufferSlice piece = _buffer.Take(Corpus.ChunkLength);
            checksum += Outcome.Value(piece.Length, piece.FirstSpan[0]);
        }

        return new Outcome(_sources.Length, (long)_sources.Length * Corpus.ChunkLength, checksum);
    }
}
