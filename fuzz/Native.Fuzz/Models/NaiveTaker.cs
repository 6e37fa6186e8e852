using System;
using ChunkedBuffers;

namespace Native.Fuzz.Models;

/// <summary>What taking up to a delimiter or a line end must give, looking at every byte again each time.</summary>
internal ref struct NaiveTaker
{
    private readonly ReadOnlySpan<byte> _bytes;

    public NaiveTaker(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        Taken = [];
    }

    public byte[] Taken { get; private set; }

    /// <summary>Bytes that go, with the delimiter.</summary>
    public int Consumed { get; private set; }

    public TakeStatus Until(ReadOnlySpan<byte> delimiter, long lengthMax, bool includesDelimiter)
    {
        int at = _bytes.IndexOf(delimiter);
        if (at >= 0 && at <= lengthMax)
        {
            Consumed = at + delimiter.Length;
            Taken = _bytes[..(includesDelimiter ? Consumed : at)].ToArray();
            return TakeStatus.Taken;
        }

        // Too long as soon as no delimiter can begin early enough any more.
        return _bytes.Length - delimiter.Length >= lengthMax ? TakeStatus.TooLong : TakeStatus.NeedMoreData;
    }

    public TakeStatus Line(long lengthMax)
    {
        int at = _bytes.IndexOf((byte)'\n');
        byte[] line = NaiveBytes.WithoutCarriageReturn(at < 0 ? _bytes : _bytes[..at]);
        if (line.Length > lengthMax)
        {
            return TakeStatus.TooLong;
        }

        if (at < 0)
        {
            return TakeStatus.NeedMoreData;
        }

        Consumed = at + 1;
        Taken = line;
        return TakeStatus.Taken;
    }
}
