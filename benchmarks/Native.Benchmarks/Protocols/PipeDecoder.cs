using System;
using System.Buffers;

namespace Native.Benchmarks;

/// <summary>A decoder over System.IO.Pipelines: each arrival is written, flushed, read and advanced past.</summary>
internal abstract class PipeDecoder(byte[] corpus) : ArrivalWorkload(corpus)
{
    private readonly LoopbackPipe _pipe = new();

    protected sealed override void Release() => _pipe.Dispose();

    protected sealed override void Arrive(ReadOnlySpan<byte> arrival)
    {
        _pipe.Write(arrival);
        ReadOnlySequence<byte> buffer = _pipe.FlushAndRead();
        var reader = new SequenceReader<byte>(buffer);
        Decode(ref reader);
        _pipe.AdvanceTo(reader.Position, buffer.End);
    }

    protected abstract void Decode(ref SequenceReader<byte> reader);

    /// <summary>Copies a payload out, since the pipe takes its memory back; skips the CR LF behind it.</summary>
    protected static bool TryTakePayload(ref SequenceReader<byte> reader, int length, out ulong value)
    {
        value = 0;
        if (reader.Remaining < length + 2)
        {
            return false;
        }

        if (reader.UnreadSpan.Length >= length)
        {
            value = new RentedLine(reader.UnreadSpan[..length]).CheckAndReturn();
        }
        else
        {
            value = new RentedLine(reader.UnreadSequence.Slice(0, length)).CheckAndReturn();
        }

        reader.Advance(length + 2);
        return true;
    }
}
