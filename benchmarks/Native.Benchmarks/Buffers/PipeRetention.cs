using System;
using System.Buffers;

namespace Native.Benchmarks;

/// <summary>What outlives the read is copied to a rented array, since the pipe takes its segments back.</summary>
internal sealed class PipeRetention(byte[] corpus) : Workload
{
    private readonly LoopbackPipe _pipe = new();
    private readonly RentedLine[] _kept = new RentedLine[BufferScenarios.Arrivals];

    protected override void Release() => _pipe.Dispose();

    public override Outcome Pass()
    {
        for (int i = 0; i < _kept.Length; i++)
        {
            _pipe.Write(corpus.AsSpan(0, BufferScenarios.ArrivalLength));
            ReadOnlySequence<byte> buffer = _pipe.FlushAndRead();
            _kept[i] = new RentedLine(buffer.Slice(0, BufferScenarios.KeptLength));
            _pipe.AdvanceTo(buffer.End, buffer.End);
        }

        ulong checksum = 0;
        long retained = 0;
        foreach (RentedLine line in _kept)
        {
            retained += line.RetainedBytes;
            checksum += line.CheckAndReturn();
        }

        return new Outcome(_kept.Length, (long)_kept.Length * BufferScenarios.ArrivalLength, checksum, retained);
    }
}
