using System;
using System.Buffers;
using System.Buffers.Text;
using ChunkedBuffers;

namespace Native.Samples;

/// <content>What fits on one line: a type and a text, a number or a length.</content>
public sealed partial class RespDecoder
{
    private static readonly SearchValues<byte> s_doubleCharacters = SearchValues.Create("0123456789+-.eE"u8);

    private bool TryReadLine(out RespValue? part)
    {
        part = null;
        if (!TryTakeLine(out BufferSlice taken))
        {
            return false;
        }

        using BufferSlice line = taken;
        ReadOnlySpan<byte> text = line.AsSpan();
        if (text.IsEmpty)
        {
            return Fail(RespError.BadLine);
        }

        // The end of a streamed aggregate is no value of its own.
        if (text[0] != '.' && ++_valueCount > _limits.ValueCountMax)
        {
            return Fail(RespError.TooManyValues);
        }

        ReadOnlySpan<byte> body = text[1..];
        switch (text[0])
        {
            case (byte)'+':
                part = new RespValue(RespKind.SimpleString, Rest(line));
                return true;
            case (byte)'-':
                part = new RespValue(RespKind.SimpleError, Rest(line));
                return true;
            case (byte)':':
                return TryReadInteger(body, out part);
            case (byte)'(':
                return IsDigits(body) ? Give(new RespValue(RespKind.BigNumber, Rest(line)), out part) : FailNumber();
            case (byte)',':
                return TryReadDouble(body, out part);
            case (byte)'#':
                return TryReadBoolean(body, out part);
            case (byte)'_':
                return body.IsEmpty ? Give(new RespValue(RespKind.Null), out part) : FailNumber();
            case (byte)'$' or (byte)'!' or (byte)'=':
                return TryBeginBlob(text[0], body, out part);
            case (byte)'.':
                return body.IsEmpty ? TryEndStreamed(out part) : Fail(RespError.BadLine);
            default:
                return TryBeginAggregate(text[0], body, out part);
        }
    }

    /// <summary>A line that ends with CR LF and has neither inside, in one chunk. Ownership: transfers.</summary>
    private bool TryTakeLine(out BufferSlice line)
    {
        switch (_input.TryTakeUntil("\r\n"u8, _limits.LineLengthMax, out line))
        {
            case TakeStatus.NeedMoreData:
                return false;
            case TakeStatus.TooLong:
                return Fail(RespError.LineTooLong);
        }

        if (line.ChunkCount > 1)
        {
            BufferSlice whole = line.ToContiguous(_input.Pool);
            line.Dispose();
            line = whole;
        }

        if (line.AsSpan().ContainsAny((byte)'\r', (byte)'\n'))
        {
            line.Dispose();
            return Fail(RespError.BadLine);
        }

        return true;
    }

    private static BufferSlice Rest(BufferSlice line) => line.Slice(1);

    private static bool Give(RespValue value, out RespValue? part)
    {
        part = value;
        return true;
    }

    private bool TryReadInteger(ReadOnlySpan<byte> text, out RespValue? part)
    {
        part = null;
        return TryParseInteger(text, out long integer)
            ? Give(new RespValue(RespKind.Integer, integer: integer), out part)
            : FailNumber();
    }

    private bool TryReadDouble(ReadOnlySpan<byte> text, out RespValue? part)
    {
        part = null;
        double number;
        if (text.SequenceEqual("inf"u8))
        {
            number = double.PositiveInfinity;
        }
        else if (text.SequenceEqual("-inf"u8))
        {
            number = double.NegativeInfinity;
        }
        else if (text.SequenceEqual("nan"u8))
        {
            number = double.NaN;
        }
        else if (text.ContainsAnyExcept(s_doubleCharacters)
            || !Utf8Parser.TryParse(text, out number, out int consumed)
            || consumed != text.Length)
        {
            return FailNumber();
        }

        return Give(new RespValue(RespKind.Double, number: number), out part);
    }

    private bool TryReadBoolean(ReadOnlySpan<byte> text, out RespValue? part)
    {
        part = null;
        return text.Length == 1 && text[0] is (byte)'t' or (byte)'f'
            ? Give(new RespValue(RespKind.Boolean, integer: text[0] == 't' ? 1 : 0), out part)
            : FailNumber();
    }

    private bool FailNumber() => Fail(RespError.BadNumber);

    private static bool TryParseInteger(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        return IsDigits(text) && Utf8Parser.TryParse(text, out value, out int consumed) && consumed == text.Length;
    }

    /// <summary>Digits, with at most one sign in front.</summary>
    private static bool IsDigits(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> digits = !text.IsEmpty && text[0] is (byte)'+' or (byte)'-' ? text[1..] : text;
        return !digits.IsEmpty && digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
    }

    /// <summary>"12", "-1" for RESP2's null, or "?" for what is streamed.</summary>
    private static bool TryParseLength(ReadOnlySpan<byte> text, out long length, out bool isNull)
    {
        isNull = text.SequenceEqual("-1"u8);
        if (isNull || text.SequenceEqual("?"u8))
        {
            length = isNull ? 0 : Streamed;
            return true;
        }

        length = 0;
        return !text.IsEmpty && char.IsAsciiDigit((char)text[0]) && TryParseInteger(text, out length);
    }
}
