using System;
using System.Runtime.InteropServices;
using System.Text;
using ChunkedBuffers;

namespace Native.Samples;

/// <content>What spans lines: counted and streamed blobs, and aggregates.</content>
public sealed partial class RespDecoder
{
    private const int FormatLength = 3;

    private bool TryBeginBlob(byte type, ReadOnlySpan<byte> text, out RespValue? part)
    {
        part = null;
        if (!TryParseLength(text, out long length, out bool isNull)
            || ((isNull || length == Streamed) && type != '$'))
        {
            return FailNumber();
        }

        if (isNull)
        {
            return Give(new RespValue(RespKind.Null), out part);
        }

        _blobKind = type == '$' ? RespKind.BulkString : type == '!' ? RespKind.BulkError : RespKind.VerbatimString;
        return length == Streamed ? Await(BlobState.PartLength) : AwaitBlob(length, BlobState.Bytes);
    }

    private bool AwaitBlob(long length, BlobState state)
    {
        if (length > _limits.BlobLengthMax - _partsLength)
        {
            return Fail(RespError.BlobTooLong);
        }

        _blobLength = length;
        return Await(state);
    }

    private bool Await(BlobState state)
    {
        _blobState = state;
        return true;
    }

    private bool TryReadBlob(out RespValue? part)
    {
        part = null;
        if (!_input.TryTakeExactly(_blobLength + 2, out BufferSlice framed))
        {
            return false;
        }

        using (framed)
        {
            using var reader = new BufferReader(framed, _input.Pool);
            reader.TryReadBlob(_blobLength, out BufferSlice content);
            if (!reader.IsNext("\r\n"u8))
            {
                content.Dispose();
                return Fail(RespError.BadEnd);
            }

            if (_blobState == BlobState.PartBytes)
            {
                _parts.Add(content);
                _partsLength += content.Length;
                return Await(BlobState.PartLength);
            }

            _blobState = BlobState.None;
            return _blobKind == RespKind.VerbatimString
                ? TryMakeVerbatim(content, out part)
                : Give(new RespValue(_blobKind, content), out part);
        }
    }

    private bool TryMakeVerbatim(BufferSlice content, out RespValue? part)
    {
        part = null;
        using (content)
        {
            using var reader = new BufferReader(content, _input.Pool);
            if (!reader.TryReadString(FormatLength, Encoding.Latin1, out string? format)
                || !reader.IsNext((byte)':', advancePast: true))
            {
                return Fail(RespError.BadVerbatimString);
            }

            reader.TryReadBlob(reader.Remaining, out BufferSlice text);
            return Give(new RespValue(RespKind.VerbatimString, text) { Format = format }, out part);
        }
    }

    /// <summary>";5" in front of each part of a streamed string, and ";0" behind the last.</summary>
    private bool TryReadPartLength(out RespValue? part)
    {
        part = null;
        if (!TryTakeLine(out BufferSlice taken))
        {
            return false;
        }

        using BufferSlice line = taken;
        ReadOnlySpan<byte> text = line.AsSpan();
        if (text.IsEmpty || text[0] != ';')
        {
            return Fail(RespError.BadLine);
        }

        if (++_valueCount > _limits.ValueCountMax)
        {
            return Fail(RespError.TooManyValues);
        }

        if (!TryParseLength(text[1..], out long length, out bool isNull) || isNull || length == Streamed)
        {
            return FailNumber();
        }

        if (length > 0)
        {
            return AwaitBlob(length, BlobState.PartBytes);
        }

        BufferSlice whole = BufferSlice.Concat(CollectionsMarshal.AsSpan(_parts));
        DropParts();
        _blobState = BlobState.None;
        return Give(new RespValue(_blobKind, whole), out part);
    }

    private bool TryBeginAggregate(byte type, ReadOnlySpan<byte> text, out RespValue? part)
    {
        part = null;
        RespKind kind;
        switch (type)
        {
            case (byte)'*':
                kind = RespKind.Array;
                break;
            case (byte)'%':
                kind = RespKind.Map;
                break;
            case (byte)'~':
                kind = RespKind.Set;
                break;
            case (byte)'>':
                kind = RespKind.Push;
                break;
            case (byte)'|':
                kind = RespKind.Attribute;
                break;
            default:
                return Fail(RespError.UnknownType);
        }

        if (!TryParseLength(text, out long count, out bool isNull)
            || (isNull && kind != RespKind.Array)
            || (count == Streamed && kind is RespKind.Push or RespKind.Attribute))
        {
            return FailNumber();
        }

        if (kind == RespKind.Push && _open.Count > 0)
        {
            return Fail(RespError.Misplaced);
        }

        return isNull ? Give(new RespValue(RespKind.Null), out part) : TryOpen(kind, count, out part);
    }

    private bool TryOpen(RespKind kind, long count, out RespValue? part)
    {
        part = null;
        RespValue aggregate = new(kind);
        if (count == 0)
        {
            return Give(aggregate, out part);
        }

        if (count > _limits.ValueCountMax)
        {
            return Fail(RespError.TooManyValues);
        }

        if (_open.Count == _limits.DepthMax)
        {
            return Fail(RespError.TooDeep);
        }

        bool isPaired = kind is RespKind.Map or RespKind.Attribute;
        _open.Push(new Frame(aggregate, count != Streamed && isPaired ? count * 2 : count, _attributes));
        _attributes = null;
        return true;
    }

    private bool TryEndStreamed(out RespValue? part)
    {
        part = null;
        if (!_open.TryPeek(out Frame frame)
            || frame.Left != Streamed
            || _attributes is not null
            || (frame.Value.Kind == RespKind.Map && frame.Value.Items.Count % 2 != 0))
        {
            return Fail(RespError.Misplaced);
        }

        _open.Pop();
        _attributes = frame.Attributes;
        return Give(frame.Value, out part);
    }
}
