using System;
using System.Collections.Generic;
using ChunkedBuffers;

namespace Native.Samples;

/// <summary>
/// Reads one direction of an HTTP/1.0 or 1.1 connection, from bytes to events, in the manner of Python's h11: no
/// sockets, no threads, no recovery from nonsense. Bodies come as slices of the memory that they arrived in.
/// </summary>
/// <remarks>
/// Feed what arrives, in whatever pieces; read until it says <see cref="ParseStatus.NeedMoreData"/>; say
/// <see cref="FeedEnd"/> when the peer closed. The events are the same however the bytes were cut, except that a body
/// may come in other pieces. After <see cref="ParseStatus.Failed"/>, <see cref="Error"/> says why and nothing more is
/// read.
/// </remarks>
public sealed partial class Http1Parser : IDisposable
{
    private readonly ChunkedBuffer _input;
    private readonly Http1Role _role;
    private readonly Http1Limits _limits;
    private readonly Queue<Http1Expectation> _expected = new();

    private State _state;
    private Http1Head? _head;
    private Http1Event _event;
    private long _headLength;
    private long _bodyLength;
    private long _left;
    private bool _keepsAlive;
    private bool _isEnded;

    public Http1Parser(Http1Role role, Http1Limits? limits = null, BlockPool? pool = null)
    {
        _role = role;
        _limits = limits ?? new Http1Limits();
        _input = new ChunkedBuffer(pool);
    }

    private enum State
    {
        StartLine,
        Fields,
        CountedBody,
        ChunkLength,
        ChunkBytes,
        ChunkEnd,
        Trailer,
        BodyUntilEnd,
        MessageEnd,
        NothingMore,
        Switching,
        Switched,
        Closed,
    }

    private enum Step
    {
        Continue,
        NeedMoreData,
        Event,
    }

    /// <summary>Why reading failed.</summary>
    public Http1Error Error { get; private set; }

    /// <summary>Where bytes go when they are received without a copy: lease memory, write to it, advance.</summary>
    public ChunkedBuffer Input => _input;

    /// <summary>Takes bytes that arrived. Ownership: copies.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        ThrowIfEnded();
        _input.Append(bytes);
    }

    /// <summary>Takes bytes that arrived, without a copy. Ownership: shares; the caller keeps its slice.</summary>
    public void Feed(BufferSlice bytes)
    {
        ThrowIfEnded();
        _input.Append(bytes);
    }

    /// <summary>The peer closed the connection: no more bytes will come.</summary>
    public void FeedEnd() => _isEnded = true;

    /// <summary>Tells what the next response answers, since HEAD and CONNECT change where it ends. In order.</summary>
    public void Expect(Http1Expectation expectation)
    {
        if (_role != Http1Role.Responses)
        {
            throw new InvalidOperationException("Only a parser of responses can expect one.");
        }

        _expected.Enqueue(expectation);
    }

    /// <summary>Reads the next event. Ownership: the caller disposes it.</summary>
    public ParseStatus TryRead(out Http1Event happened)
    {
        Step step = Step.Continue;
        while (step == Step.Continue && Error == Http1Error.None)
        {
            step = Advance();
            if (step == Step.NeedMoreData && _isEnded && Error == Http1Error.None)
            {
                step = ReadEnd();
            }
        }

        happened = _event;
        _event = default;
        return Error != Http1Error.None ? ParseStatus.Failed
            : step == Step.Event ? ParseStatus.Done : ParseStatus.NeedMoreData;
    }

    /// <summary>
    /// The bytes behind the last message, for the protocol that comes next. Ownership: the caller disposes.
    /// </summary>
    public BufferSlice TakeUnread() => _input.TakeAll();

    public void Dispose()
    {
        _head?.Dispose();
        _head = null;
        _input.Dispose();
    }

    private Step Advance() => _state switch
    {
        State.StartLine => ReadStartLine(),
        State.Fields => ReadFieldLine(),
        State.CountedBody => ReadCountedBody(),
        State.ChunkLength => ReadChunkLength(),
        State.ChunkBytes => ReadChunkBytes(),
        State.ChunkEnd => ReadChunkEnd(),
        State.Trailer => ReadFieldLine(),
        State.BodyUntilEnd => ReadBodyUntilEnd(),
        State.MessageEnd => EndMessage(trailer: null),
        State.NothingMore => _input.IsEmpty ? Step.NeedMoreData : Fail(Http1Error.BytesAfterLastMessage),
        State.Switching => Happen(new Http1Event(Http1EventKind.Switched), State.Switched),
        _ => Step.NeedMoreData,
    };

    /// <summary>There is nothing more to read and nothing more will come.</summary>
    private Step ReadEnd()
    {
        switch (_state)
        {
            case State.Closed or State.Switched:
                return Step.NeedMoreData;
            case State.StartLine when _input.IsEmpty && _head is null:
            case State.NothingMore:
                return Happen(new Http1Event(Http1EventKind.Closed), State.Closed);
            case State.BodyUntilEnd:
                return EndMessage(trailer: null);
            default:
                return Fail(Http1Error.UnexpectedEnd);
        }
    }

    private Step EndMessage(Http1Head? trailer)
    {
        _headLength = 0;
        return Happen(
            new Http1Event(Http1EventKind.End, trailer), _keepsAlive ? State.StartLine : State.NothingMore);
    }

    private Step Happen(Http1Event happened, State next)
    {
        _event = happened;
        _state = next;
        return Step.Event;
    }

    private Step Fail(Http1Error error)
    {
        Error = error;
        _head?.Dispose();
        _head = null;
        return Step.NeedMoreData;
    }

    private void ThrowIfEnded()
    {
        if (_isEnded)
        {
            throw new InvalidOperationException("Bytes cannot arrive after the end.");
        }
    }
}
