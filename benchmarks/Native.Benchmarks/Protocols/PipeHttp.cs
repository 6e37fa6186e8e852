using System;
using System.Buffers;
using System.Buffers.Text;

namespace Native.Benchmarks;

/// <summary>Chunked HTTP/1.1 messages through Pipelines.</summary>
internal sealed class PipeHttp(byte[] corpus) : PipeDecoder(corpus)
{
    private HttpState _state;
    private int _payloadLength;

    protected override void Decode(ref SequenceReader<byte> reader)
    {
        while (true)
        {
            if (_state == HttpState.Payload)
            {
                if (!TryTakePayload(ref reader, _payloadLength, out ulong value))
                {
                    return;
                }

                _state = HttpState.ChunkSize;
                Checksum += value;
                Ops++;
            }
            else if (!reader.TryReadTo(out ReadOnlySpan<byte> line, (byte)'\n'))
            {
                return;
            }
            else
            {
                TakeLine(line[..^1]);
            }
        }
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
