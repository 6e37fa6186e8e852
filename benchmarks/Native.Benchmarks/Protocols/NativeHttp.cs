using System;
using System.Buffers.Text;
using ChunkedBuffers;

namespace Native.Benchmarks;

/// <summary>
/// Chunked HTTP/1.1 messages through our buffer: lines are read where they lie, payloads are shared out as owned
/// slices, and what was decoded is skipped once for each arrival.
/// </summary>
internal sealed class NativeHttp(byte[] corpus) : ArrivalWorkload(corpus)
{
    private const int EndLength = 2;

    private readonly ChunkedBuffer _buffer = new();
    private HttpState _state;
    private int _payloadLength;

    protected override void Release() => _buffer.Dispose();

    protected override void Arrive(ReadOnlySpan<byte> arrival)
    {
        _buffer.Append(arrival);
        _buffer.Skip(Decode());
    }

    /// <summary>Decodes what is complete; returns how many bytes that was.</summary>
    private long Decode()
    {
        using var reader = new BufferReader(_buffer);
        while (true)
        {
            if (_state == HttpState.Payload)
            {
                if (reader.Remaining < _payloadLength + EndLength)
                {
                    return reader.Consumed;
                }

                TakePayload(reader.Consumed);
                reader.Advance(_payloadLength + EndLength);
            }
            else if (reader.TryReadLine(out ReadOnlySpan<byte> line))
            {
                TakeLine(line);
            }
            else
            {
                return reader.Consumed;
            }
        }
    }

    private void TakePayload(long start)
    {
        BufferSlice payload = _buffer.Peek(start, _payloadLength);
        Checksum += Outcome.Value(payload.Length, payload.FirstSpan[0]);
        payload.Dispose();
        Ops++;
        _state = HttpState.ChunkSize;
    }

    private void TakeLine(ReadOnlySpan<byte> line)
    {
        switch (_state)
        {
            case HttpState.Head:
                Checksum += Outcome.Value(line);
                _state = line.IsEmpty ? HttpState.ChunkSize : HttpState.Head;
                break;
            case HttpState.ChunkSize:
                _payloadLength = Utf8Parser.TryParse(line, out int length, out _, 'x')
                    ? length
                    : throw new InvalidOperationException("A chunk's size is no number.");
                _state = _payloadLength == 0 ? HttpState.Trailer : HttpState.Payload;
                break;
            default:
                _state = line.IsEmpty ? HttpState.Head : HttpState.Trailer;
                break;
        }
    }
}
