using System;
using System.Buffers;
using System.Buffers.Text;

namespace Native.Benchmarks;

/// <summary>RESP bulk replies through Pipelines.</summary>
internal sealed class PipeResp(byte[] corpus) : PipeDecoder(corpus)
{
    private int _payloadLength = -1;

    protected override void Decode(ref SequenceReader<byte> reader)
    {
        while (true)
        {
            if (_payloadLength >= 0)
            {
                if (!TryTakePayload(ref reader, _payloadLength, out ulong value))
                {
                    return;
                }

                _payloadLength = -1;
                Checksum += value;
                Ops++;
            }
            else if (!reader.TryReadTo(out ReadOnlySpan<byte> header, (byte)'\n'))
            {
                return;
            }
            else if (!Utf8Parser.TryParse(header[1..], out _payloadLength, out _))
            {
                throw new InvalidOperationException("A reply's header is no number.");
            }
            else if (_payloadLength < 0)
            {
                Checksum += RespScenarios.NullValue;
                Ops++;
            }
        }
    }
}
