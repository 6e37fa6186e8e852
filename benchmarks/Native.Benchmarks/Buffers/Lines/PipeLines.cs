using System;
using System.Buffers;

namespace Native.Benchmarks;

/// <summary>
/// System.IO.Pipelines with SequenceReader, reading and writing on one thread so that nothing ever waits.
/// </summary>
internal sealed class PipeLines(byte[] corpus, int arrivalLength, LineMode mode) : LinesWorkload(corpus, arrivalLength)
{
    private const int HeldMax = 8;

    private readonly LoopbackPipe _pipe = new();
    private readonly RentedLine[] _held = new RentedLine[HeldMax];

    protected override void Release() => _pipe.Dispose();

    protected override void Arrive(ReadOnlySpan<byte> arrival)
    {
        _pipe.Write(arrival);
        ReadOnlySequence<byte> buffer = _pipe.FlushAndRead();
        SequencePosition consumed = mode switch
        {
            LineMode.Owned => TakeOwned(buffer),
            LineMode.Once => TakeOnce(buffer),
            _ => LookAt(buffer),
        };
        _pipe.AdvanceTo(consumed, buffer.End);
    }

    protected override void ReleaseHeld()
    {
        for (int i = 0; i < HeldMax; i++)
        {
            Checksum += _held[i].CheckAndReturn();
            _held[i] = default;
        }
    }

    private SequencePosition TakeOwned(in ReadOnlySequence<byte> buffer)
    {
        var reader = new SequenceReader<byte>(buffer);
        long count = LineCount;
        ulong checksum = 0;
        while (reader.TryReadTo(out ReadOnlySpan<byte> line, (byte)'\n'))
        {
            ref RentedLine slot = ref _held[(int)(count++ % HeldMax)];
            checksum += slot.CheckAndReturn();
            slot = new RentedLine(WithoutCr(line));
        }

        Checksum += checksum;
        LineCount = count;
        return reader.Position;
    }

    private SequencePosition TakeOnce(in ReadOnlySequence<byte> buffer)
    {
        var reader = new SequenceReader<byte>(buffer);
        long count = LineCount;
        ulong checksum = 0;
        while (reader.TryReadTo(out ReadOnlySpan<byte> line, (byte)'\n'))
        {
            checksum += new RentedLine(WithoutCr(line)).CheckAndReturn();
            count++;
        }

        Checksum += checksum;
        LineCount = count;
        return reader.Position;
    }

    private SequencePosition LookAt(in ReadOnlySequence<byte> buffer)
    {
        var reader = new SequenceReader<byte>(buffer);
        long count = LineCount;
        ulong checksum = 0;
        while (reader.TryReadTo(out ReadOnlySpan<byte> line, (byte)'\n'))
        {
            checksum += Outcome.Value(WithoutCr(line));
            count++;
        }

        Checksum += checksum;
        LineCount = count;
        return reader.Position;
    }
}
