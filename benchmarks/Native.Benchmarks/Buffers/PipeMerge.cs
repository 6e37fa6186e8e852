using System;
using System.Buffers;

namespace Native.Benchmarks;

/// <summary>A pipe cannot take memory that it does not own, so sources are copied in and pieces copied out.</summary>
internal sealed class PipeMerge(byte[] corpus) : Workload
{
    private readonly LoopbackPipe _pipe = new();

    protected override void Release() => _pipe.Dispose();

    public override Outcome Pass()
    {
        for (int i = 0; i < BufferScenarios.MergeSources; i++)
        {
            _pipe.Write(corpus.AsSpan(i * Corpus.ChunkLength, Corpus.ChunkLength));
        }

        ulong checksum = 0;
        ReadOnlySequence<byte> buffer = _pipe.FlushAndRead();
        ReadOnlySequence<byte> rest = buffer.Slice(Corpus.ChunkLength / 2);
        while (!rest.IsEmpty)
        {
            long length = Math.Min(rest.Length, Corpus.ChunkLength);
            checksum += new RentedLine(rest.Slice(0, length)).CheckAndReturn();
            rest = rest.Slice(length);
        }

        _pipe.AdvanceTo(rest.End, rest.End);
        return new Outcome(
            BufferScenarios.MergeSources, BufferScenarios.MergeSources * (long)Corpus.ChunkLength, checksum);
    }
}
