using System;
using System.Collections.Generic;
using ChunkedBuffers;

namespace Native.Samples;

/// <summary>
/// Decodes RESP2 and RESP3, the protocol of Redis, one value after the other, out of bytes that arrive in whatever
/// pieces.
/// </summary>
/// <remarks>
/// Nothing is decoded twice: what is complete leaves the input at once, and open aggregates wait on a stack. After
/// <see cref="ParseStatus.Failed"/>, <see cref="Error"/> says why and nothing more is read.
/// </remarks>
public sealed partial class RespDecoder : IDisposable
{
    /// <summary>The remaining length of what ends with a marker instead of a count.</summary>
    private const long Streamed = -1;

    private readonly ChunkedBuffer _input;
    private readonly RespLimits _limits;
    private readonly Stack<Frame> _open = new();
    private readonly List<BufferSlice> _parts = [];

    private RespValue? _attributes;
    private RespKind _blobKind;
    private long _blobLength;
    private long _partsLength;
    private BlobState _blobState;
    private int _valueCount;

    public RespDecoder(RespLimits? limits = null, BlockPool? pool = null)
    {
        _limits = limits ?? new RespLimits();
        _input = new ChunkedBuffer(pool);
    }

    /// <summary>Where the input stands between a blob's first line and its end.</summary>
    private enum BlobState
    {
        None,
        Bytes,
        PartLength,
        PartBytes,
    }

    /// <summary>Why decoding failed.</summary>
    public RespError Error { get; private set; }

    /// <summary>Where bytes go when they are received without a copy: lease memory, write to it, advance.</summary>
    public ChunkedBuffer Input => _input;

    /// <summary>Takes bytes that arrived. Ownership: copies.</summary>
    public void Feed(ReadOnlySpan<byte> bytes) => _input.Append(bytes);

    /// <summary>Takes bytes that arrived, without a copy. Ownership: shares; the caller keeps its slice.</summary>
    public void Feed(BufferSlice bytes) => _input.Append(bytes);

    /// <summary>Decodes the next value. Ownership: the caller disposes it.</summary>
    public ParseStatus TryRead(out RespValue? value)
    {
        value = null;
        while (Error == RespError.None)
        {
            if (!TryReadPart(out RespValue? part))
            {
                break;
            }

            if (part is not null && Place(part) is { } whole)
            {
                _valueCount = 0;
                value = whole;
                return ParseStatus.Done;
            }
        }

        return Error == RespError.None ? ParseStatus.NeedMoreData : ParseStatus.Failed;
    }

    public void Dispose()
    {
        DropUnfinished();
        _input.Dispose();
    }

    /// <summary>
    /// Decodes the next leaf, or the beginning or end of an aggregate. False when there is not enough input; true
    /// without a part when something was read that is no whole leaf yet.
    /// </summary>
    private bool TryReadPart(out RespValue? part) => _blobState switch
    {
        BlobState.None => TryReadLine(out part),
        BlobState.PartLength => TryReadPartLength(out part),
        _ => TryReadBlob(out part),
    };

    /// <summary>Puts a value where it belongs; the outermost value when that is complete now.</summary>
    private RespValue? Place(RespValue value)
    {
        while (true)
        {
            if (value.Kind == RespKind.Attribute)
            {
                Describe(value);
                return null;
            }

            value.Attributes = _attributes;
            _attributes = null;
            if (!_open.TryPop(out Frame frame))
            {
                return value;
            }

            frame.Value.Add(value);
            frame.Left -= frame.Left == Streamed ? 0 : 1;
            if (frame.Left != 0)
            {
                _open.Push(frame);
                return null;
            }

            _attributes = frame.Attributes;
            value = frame.Value;
        }
    }

    /// <summary>Keeps attributes for the next value; several in a row describe the same one.</summary>
    private void Describe(RespValue attributes)
    {
        if (_attributes is null)
        {
            _attributes = attributes;
            return;
        }

        _attributes.TakeItemsOf(attributes);
        attributes.Dispose();
    }

    private bool Fail(RespError error)
    {
        Error = error;
        DropUnfinished();
        return false;
    }

    private void DropUnfinished()
    {
        _attributes?.Dispose();
        _attributes = null;
        while (_open.TryPop(out Frame frame))
        {
            frame.Value.Dispose();
            frame.Attributes?.Dispose();
        }

        DropParts();
    }

    private void DropParts()
    {
        foreach (BufferSlice part in _parts)
        {
            part.Dispose();
        }

        _parts.Clear();
        _partsLength = 0;
    }

    /// <summary>An aggregate whose elements are not all there, and what describes it.</summary>
    private record struct Frame(RespValue Value, long Left, RespValue? Attributes);
}
