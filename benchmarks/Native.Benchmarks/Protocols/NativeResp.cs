using System;
using System.Buffers.Text;
using ChunkedBuffers;

namespace Native.Benchmarks;

/// <summary>RESP bulk replies through our buffer: the payload is an owned slice, nothing is copied out.</summary>
internal sealed class NativeResp(byte[] corpus) : ArrivalWorkload(corpus)
{
    private readonly ChunkedBuffer _buffer = new();
    private int _payloadLength = -1;

    protected override void Release() => _buffer.Dispose();

    protected override void Arrive(ReadOnlySpan<byte> arrival)
    {
        _buffer.Append(arrival);
        while (TryDecode())
        {
        }
    }

    private bool TryDecode()
    {
        if (_payloadLength >= 0)
        {
            if (_buffer.Length < _payloadLength + 2)
            {
                return false;
            }

            using BufferSlice payload = _buffer.Take(_payloadLength);
            _buffer.Skip(2);
            _payloadLength = -1;
            Checksum += Outcome.Value(payload.Length, payload.FirstSpan[0]);
            Ops++;
            return true;
        }

        if (!_buffer.TryTakeLine(out BufferSlice header))
        {
            return false;
        }

        using (header)
        {
            _payloadLength = ParseHeader(in header);
        }

        if (_payloadLength < 0)
        {
            Checksum += RespScenarios.NullValue;
            Ops++;
        }

        return true;
    }

    private static int ParseHeader(in BufferSlice header)
    {
        if (header.TryGetSpan(out ReadOnlySpan<byte> digits))
        {
            return Parse(digits);
        }

        // It lies across two chunks, which one in some dozens does.
        using BufferSlice contiguous = header.ToContiguous();
        return Parse(contiguous.AsSpan());
    }

    private static int Parse(ReadOnlySpan<byte> header) =>
        Utf8Parser.TryParse(header[1..], out int length, out _)
            ? length
            : throw new InvalidOperationException("A reply's header is no number.");
}
