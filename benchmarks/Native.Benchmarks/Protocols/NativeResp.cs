using System;
using System.Buffers.Text;
using ChunkedBuffers;

namespace Native.Benchmarks;

/// <summary>
/// RESP bulk replies through our buffer: headers are read where they lie, payloads are shared out as owned slices, and
/// what was decoded is skipped once for each arrival.
/// </summary>
internal sealed class NativeResp(byte[] corpus) : ArrivalWorkload(corpus)
{
    private const int EndLength = 2;

    private readonly ChunkedBuffer _buffer = new();

    protected override void Release() => _buffer.Dispose();

    protected override void Arrive(ReadOnlySpan<byte> arrival)
    {
        _buffer.Append(arrival);
        _buffer.Skip(Decode());
    }

    /// <summary>Decodes every complete reply; returns how many bytes they had.</summary>
    private long Decode()
    {
        long decoded = 0;
        long ops = Ops;
        ulong checksum = 0;
        using var reader = new BufferReader(_buffer);
        while (reader.TryReadLine(out ReadOnlySpan<byte> header))
        {
            int length = Parse(header);
            if (length < 0)
            {
                checksum += RespScenarios.NullValue;
            }
            else
            {
                if (reader.Remaining < length + EndLength)
                {
                    break;
                }

                BufferSlice payload = _buffer.Peek(reader.Consumed, length);
                reader.Advance(length + EndLength);
                checksum += Outcome.Value(payload.Length, payload.FirstSpan[0]);
                payload.Dispose();
            }

            ops++;
            decoded = reader.Consumed;
        }

        Checksum += checksum;
        Ops = ops;
        return decoded;
    }

    private static int Parse(ReadOnlySpan<byte> header) =>
        Utf8Parser.TryParse(header[1..], out int length, out _)
            ? length
            : throw new InvalidOperationException("A reply's header is no number.");
}
