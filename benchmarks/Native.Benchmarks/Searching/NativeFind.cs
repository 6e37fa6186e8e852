using System;
using ChunkedBuffers;

namespace Native.Benchmarks;

/// <summary>Our buffer in 4 KiB chunks.</summary>
internal sealed class NativeFind : Workload
{
    private readonly ChunkedBuffer _buffer = new(
        pool: null,
        new ChunkedBufferOptions { ChunkLengthMin = Corpus.ChunkLength, ChunkLengthMax = Corpus.ChunkLength });

    private readonly FindWork _work;

    public NativeFind(byte[] corpus, FindWork work)
    {
        _work = work;
        _buffer.Append(corpus);
        if (_buffer.ChunkCount != corpus.Length / Corpus.ChunkLength)
        {
            throw new InvalidOperationException(
                $"{_buffer.ChunkCount} chunks hold the corpus, not one for each 4 KiB.");
        }
    }

    protected override void Release() => _buffer.Dispose();

    public override Outcome Pass() => _work switch
    {
        FindWork.AbsentByte => Absent(_buffer.IndexOf((byte)'\n')),
        FindWork.AbsentCrLf => Absent(_buffer.IndexOf("\r\n"u8)),
        _ => EveryBoundary(),
    };

    private Outcome Absent(long position) => new(1, _buffer.Length, position < 0 ? 1u : 2u);

    private Outcome EveryBoundary()
    {
        long found = 0;
        ulong checksum = 0;
        long from = 0;
        long position;
        while ((position = _buffer.IndexOf(Corpus.Boundary, from)) >= 0)
        {
            checksum += (ulong)position;
            from = position + Corpus.Boundary.Length;
            found++;
        }

        return new Outcome(found, _buffer.Length, checksum);
    }
}
