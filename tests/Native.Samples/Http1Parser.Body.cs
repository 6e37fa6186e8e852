using System;
using ChunkedBuffers;

namespace Native.Samples;

/// <content>Bodies: counted, chunked, or up to the end of the connection.</content>
public sealed partial class Http1Parser
{
    private Step ReadCountedBody()
    {
        if (_input.IsEmpty)
        {
            return Step.NeedMoreData;
        }

        return TakeBody(_left, _left <= _input.Length ? State.MessageEnd : State.CountedBody);
    }

    /// <summary>
    /// "1A;name=value" and a line end that is CR LF, not LF alone: here leniency lets requests be smuggled in.
    /// </summary>
    private Step ReadChunkLength()
    {
        switch (_input.TryTakeUntil("\r\n"u8, _limits.LineLengthMax, out BufferSlice taken))
        {
            case TakeStatus.NeedMoreData:
                return Step.NeedMoreData;
            case TakeStatus.TooLong:
                return Fail(Http1Error.LineTooLong);
        }

        using BufferSlice line = Flatten(taken);
        ReadOnlySpan<byte> text = line.AsSpan();
        int digits = text.IndexOfAny(";\t "u8);
        digits = digits < 0 ? text.Length : digits;
        ReadOnlySpan<byte> extension = text[digits..];
        int behindBlanks = extension.IndexOfAnyExcept("\t "u8);
        if (!Http1Syntax.TryParseHex(text[..digits], out _left)
            || !Http1Syntax.IsText(extension)
            || (behindBlanks >= 0 && extension[behindBlanks] != ';'))
        {
            return Fail(Http1Error.BadChunkLength);
        }

        if (_left > _limits.BodyLengthMax - _bodyLength)
        {
            return Fail(Http1Error.BodyTooLong);
        }

        _state = _left == 0 ? State.Trailer : State.ChunkBytes;
        return Step.Continue;
    }

    private Step ReadChunkBytes()
    {
        if (_input.IsEmpty)
        {
            return Step.NeedMoreData;
        }

        return TakeBody(_left, _left <= _input.Length ? State.ChunkEnd : State.ChunkBytes);
    }

    private Step ReadChunkEnd()
    {
        if (_input.TrySkipPrefix("\r\n"u8))
        {
            _state = State.ChunkLength;
            return Step.Continue;
        }

        using var reader = new BufferReader(_input);
        return reader.End || (reader.Remaining == 1 && reader.IsNext((byte)'\r'))
            ? Step.NeedMoreData
            : Fail(Http1Error.BadChunkEnd);
    }

    private Step EndTrailer()
    {
        Http1Head? trailer = _head;
        _head = null;
        return EndMessage(trailer);
    }

    private Step ReadBodyUntilEnd()
    {
        if (_input.IsEmpty)
        {
            return Step.NeedMoreData;
        }

        // What the limit allows is delivered first, so that the outcome does not depend on how the bytes arrived.
        long allowed = _limits.BodyLengthMax - _bodyLength;
        return allowed == 0 ? Fail(Http1Error.BodyTooLong) : TakeBody(allowed, State.BodyUntilEnd);
    }

    private Step TakeBody(long lengthMax, State next)
    {
        BufferSlice body = _input.Take(lengthMax);
        _left -= body.Length;
        _bodyLength += body.Length;
        return Happen(new Http1Event(Http1EventKind.Body, body: body), next);
    }
}
