using System;
using ChunkedBuffers;

namespace Native.Samples;

/// <summary>One step of a conversation. Ownership: the receiver disposes it, which disposes what it holds.</summary>
public readonly struct Http1Event : IDisposable
{
    internal Http1Event(Http1EventKind kind, Http1Head? head = null, BufferSlice body = default)
    {
        Kind = kind;
        Head = head;
        Body = body;
    }

    public Http1EventKind Kind { get; }

    /// <summary>
    /// The head, or for <see cref="Http1EventKind.End"/> the trailer's fields if there are any; else null.
    /// </summary>
    public Http1Head? Head { get; }

    /// <summary>The body's bytes in the memory that they arrived in.</summary>
    public BufferSlice Body { get; }

    public void Dispose()
    {
        Head?.Dispose();
        Body.Dispose();
    }
}
