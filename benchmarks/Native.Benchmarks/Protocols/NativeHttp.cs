using System;
using System.Buffers.Text;
using ChunkedBuffers;

namespace Native.Benchmarks;

/// <summary>Chunked HTTP/1.1 messages through our buffer: lines and payloads are owned slices.</summary>
internal sealed class NativeHttp(byte[] corpus) : ArrivalWorkload(corpus)
{
    private readonly ChunkedBuffer _buffer = new();
    private HttpState _state;
    private int _payloadLength;

    protected override void Release() => _buffer.Dispose();

    protected override void Arrive(ReadOnlySpan<byte> arrival)
    {
        _buffer.Append(arrival);
        while (_state == HttpState.Payload ? TryTakePayload() : TryTakeLine())
        {
        }
    }

    private bool TryTakePayload()
    {
        if (_buffer.Length < _payloadLength + 2)
        {
            return false;
        }

        using BufferSlice payload = _buffer.Take(_payloadLength);
        _buffer.Skip(2);
        Checksum += Outcome.Value(payload.Length, payload.FirstSpan[0]);
        Ops++;
        _state = HttpState.ChunkSize;
        return true;
    }

    private bool TryTakeLine()
    {
        if (!_buffer.TryTakeLine(out BufferSlice line))
        {
            return false;
        }

        using (line)
        {
            switch (_state)
            {
                case HttpState.Head when line.IsEmpty:
                    _state = HttpState.ChunkSize;
                    break;
                case HttpState.Head:
                    Checksum += Outcome.Value(line.Length, line.FirstSpan[0]);
                    break;
                case HttpState.ChunkSize:
                    _payloadLength = ParseSize(in line);
                    _state = _payloadLength == 0 ? HttpState.Trailer : HttpState.Payload;
                    break;
                default:
                    _state = line.IsEmpty ? HttpState.Head : HttpState.Trailer;
                    break;
            }
        }

        return true;
    }

    private static int ParseSize(in BufferSlice line)
    {
        if (line.TryGetSpan(out ReadOnlySpan<byte> digits))
        {
            return Parse(digits);
        }

        // It lies across two chunks, which one in some dozens does.
        using BufferSlice contiguous = line.ToContiguous();
        return Parse(contiguous.AsSpan());
    }

    private static int Parse(ReadOnlySpan<byte> digits) =>
        Utf8Parser.TryParse(digits, out int length, out _, 'x')
            ? length
            : throw new InvalidOperationException("A chunk's size is no number.");
}
