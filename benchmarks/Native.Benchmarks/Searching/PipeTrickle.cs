using System;
using System.Buffers;

namespace Native.Benchmarks;

/// <summary>
/// One byte at a time through a Pipe. The pipe has no resume point, so the reader remembers how much it has seen;
/// without that the work is quadratic.
/// </summary>
internal sealed class PipeTrickle(byte[] corpus) : Workload
{
    private readonly LoopbackPipe _pipe = new();

    protected override void Release() => _pipe.Dispose();

    public override Outcome Pass()
    {
        ulong checksum = 0;
        long seen = 0;
        for (int i = 0; i < corpus.Length; i++)
        {
            checksum += Arrive(new ReadOnlySpan<byte>(in corpus[i]), ref seen);
        }

        return new Outcome(corpus.Length, corpus.Length, checksum);
    }

    private ulong Arrive(ReadOnlySpan<byte> arrival, ref long seen)
    {
        _pipe.Write(arrival);
        ReadOnlySequence<byte> buffer = _pipe.FlushAndRead();
        if (buffer.Slice(seen).PositionOf((byte)'\n') is not { } end)
        {
            seen = buffer.Length;
            _pipe.AdvanceTo(buffer.Start, buffer.End);
            return 0;
        }

        // The corpus ends its line in CR LF.
        ReadOnlySequence<byte> line = buffer.Slice(0, end);
        ulong value = Outcome.Value(line.Length - 1, line.FirstSpan[0]);
        seen = 0;
        SequencePosition next = buffer.GetPosition(1, end);
        _pipe.AdvanceTo(next, next);
        return value;
    }
}
