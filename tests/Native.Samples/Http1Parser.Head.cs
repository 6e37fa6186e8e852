using System;
using ChunkedBuffers;

namespace Native.Samples;

/// <content>Start lines, fields and what they say about the body.</content>
public sealed partial class Http1Parser
{
    private Step ReadStartLine()
    {
        Step step = TryTakeHeadLine(out BufferSlice taken);
        if (step != Step.Continue)
        {
            return step;
        }

        using BufferSlice line = Flatten(taken);
        if (line.IsEmpty && _role == Http1Role.Requests)
        {
            // RFC 9112, 2.2: old clients send an empty line behind a body. It counts, so they cannot send it for ever.
            return Step.Continue;
        }

        _head = new Http1Head();
        Http1Error error = _role == Http1Role.Requests ? ReadRequestLine(line) : ReadStatusLine(line);
        if (error != Http1Error.None)
        {
            return Fail(error);
        }

        _state = State.Fields;
        return Step.Continue;
    }

    /// <summary>A line of a head or trailer, within what the limits leave for it.</summary>
    private Step TryTakeHeadLine(out BufferSlice line)
    {
        long left = _limits.HeadLengthMax - _headLength;
        long lengthMax = Math.Min(left, _limits.LineLengthMax);
        line = default;
        switch (lengthMax < 0 ? TakeStatus.TooLong : _input.TryTakeLine(lengthMax, out line))
        {
            case TakeStatus.NeedMoreData:
                return Step.NeedMoreData;
            case TakeStatus.TooLong:
                return Fail(lengthMax == left ? Http1Error.HeadTooLong : Http1Error.LineTooLong);
            default:
                _headLength += line.Length + 2;
                return Step.Continue;
        }
    }

    /// <summary>
    /// One run of bytes: the line itself, or a copy of one that arrived in pieces. Ownership: transfers.
    /// </summary>
    private BufferSlice Flatten(BufferSlice line)
    {
        if (line.ChunkCount <= 1)
        {
            return line;
        }

        using (line)
        {
            return line.ToContiguous(_input.Pool);
        }
    }

    private Http1Error ReadRequestLine(BufferSlice line)
    {
        ReadOnlySpan<byte> text = line.AsSpan();
        int methodEnd = text.IndexOf((byte)' ');
        int targetEnd = text.LastIndexOf((byte)' ');
        if (methodEnd < 0 || targetEnd == methodEnd)
        {
            return Http1Error.BadRequestLine;
        }

        ReadOnlySpan<byte> method = text[..methodEnd];
        ReadOnlySpan<byte> target = text[(methodEnd + 1)..targetEnd];
        if (!Http1Syntax.IsToken(method) || !Http1Syntax.IsVisible(target))
        {
            return Http1Error.BadRequestLine;
        }

        _head!.Method = line.Slice(0, methodEnd);
        _head.Target = line.Slice(methodEnd + 1, target.Length);
        return ReadVersion(text[(targetEnd + 1)..], Http1Error.BadRequestLine);
    }

    private Http1Error ReadStatusLine(BufferSlice line)
    {
        // "HTTP/1.1 200" or "HTTP/1.1 200 ": servers leave out the space in front of an empty reason.
        const int VersionLength = 8;
        const int StatusEnd = VersionLength + 4;
        ReadOnlySpan<byte> text = line.AsSpan();
        if (text.Length < StatusEnd
            || text[VersionLength] != ' '
            || !Http1Syntax.TryParseLength(text[(VersionLength + 1)..StatusEnd], out long status)
            || status < 100
            || (text.Length > StatusEnd && text[StatusEnd] != ' ')
            || !Http1Syntax.IsText(text[StatusEnd..]))
        {
            return Http1Error.BadStatusLine;
        }

        _head!.Status = (int)status;
        _head.Reason = text.Length > StatusEnd + 1 ? line.Slice(StatusEnd + 1) : default;
        return ReadVersion(text[..VersionLength], Http1Error.BadStatusLine);
    }

    private Http1Error ReadVersion(ReadOnlySpan<byte> text, Http1Error otherwise)
    {
        if (text.Length != 8
            || !text.StartsWith("HTTP/"u8)
            || !char.IsAsciiDigit((char)text[5])
            || text[6] != '.'
            || !char.IsAsciiDigit((char)text[7]))
        {
            return otherwise;
        }

        _head!.MinorVersion = Math.Min(text[7] - '0', 1);
        return text[5] == '1' ? Http1Error.None : Http1Error.UnsupportedVersion;
    }

    /// <summary>A field of a head or of a trailer, or the empty line behind the last.</summary>
    private Step ReadFieldLine()
    {
        Step step = TryTakeHeadLine(out BufferSlice taken);
        if (step != Step.Continue)
        {
            return step;
        }

        using BufferSlice line = Flatten(taken);
        if (line.IsEmpty)
        {
            return _state == State.Trailer ? EndTrailer() : EndHead();
        }

        ReadOnlySpan<byte> text = line.AsSpan();
        if (Http1Syntax.IsBlank(text[0]))
        {
            return Fail(Http1Error.FoldedField);
        }

        int colon = text.IndexOf((byte)':');
        if (colon < 0 || !Http1Syntax.IsToken(text[..colon]) || !Http1Syntax.IsText(text[(colon + 1)..]))
        {
            return Fail(Http1Error.BadField);
        }

        _head ??= new Http1Head();
        if (_head.Fields.Count == _limits.FieldCountMax)
        {
            return Fail(Http1Error.TooManyFields);
        }

        (int start, int length) = Http1Syntax.Trim(text[(colon + 1)..]).GetOffsetAndLength(text.Length - colon - 1);
        BufferSlice value = length == 0 ? default : line.Slice(colon + 1 + start, length);
        _head.Add(new Http1Field(line.Slice(0, colon), value));
        return Step.Continue;
    }

    private Step EndHead()
    {
        Http1Head head = _head!;
        Http1Framing framing = Http1Framing.Of(head, _role);
        if (framing.Error != Http1Error.None)
        {
            return Fail(framing.Error);
        }

        if (framing.Length > _limits.BodyLengthMax)
        {
            return Fail(Http1Error.BodyTooLong);
        }

        head.KeepsAlive = framing.KeepsAlive;
        State next = _role == Http1Role.Requests ? StateAfterRequest(head, framing) : StateAfterResponse(head, framing);
        _head = null;
        _headLength = 0;
        _bodyLength = 0;
        _left = framing.Length;
        _keepsAlive = framing.KeepsAlive && next != State.BodyUntilEnd;
        return Happen(new Http1Event(Http1EventKind.Head, head), next);
    }

    private static State StateAfterRequest(Http1Head head, Http1Framing framing) =>
        head.Method.AsSpan().SequenceEqual("CONNECT"u8) ? State.Switching
        : framing.IsChunked ? State.ChunkLength
        : framing.Length > 0 ? State.CountedBody : State.MessageEnd;

    private State StateAfterResponse(Http1Head head, Http1Framing framing)
    {
        if (head.Status is >= 100 and < 200 and not 101)
        {
            // Informational: the response itself is still to come, and with it its expectation.
            return State.StartLine;
        }

        Http1Expectation expected = _expected.TryDequeue(out Http1Expectation next) ? next : Http1Expectation.Body;
        if (head.Status == 101 || (expected == Http1Expectation.Tunnel && head.Status is >= 200 and < 300))
        {
            return State.Switching;
        }

        return expected == Http1Expectation.HeadOnly || head.Status is 204 or 304 ? State.MessageEnd
            : framing.IsChunked ? State.ChunkLength
            : !framing.HasLength ? State.BodyUntilEnd
            : framing.Length > 0 ? State.CountedBody : State.MessageEnd;
    }
}
