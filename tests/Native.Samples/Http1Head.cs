using System;
using System.Collections.Generic;
using System.Text;
using ChunkedBuffers;

namespace Native.Samples;

/// <summary>
/// Start line and fields of a message; a trailer has fields only. All of them are slices of the memory that the message
/// arrived in. Ownership: whoever gets a head disposes it.
/// </summary>
public sealed class Http1Head : IDisposable
{
    private readonly List<Http1Field> _fields = [];
    private bool _isDisposed;

    /// <summary>The method of a request.</summary>
    public BufferSlice Method { get; internal set; }

    /// <summary>The target of a request.</summary>
    public BufferSlice Target { get; internal set; }

    /// <summary>The status of a response, else 0.</summary>
    public int Status { get; internal set; }

    /// <summary>The reason of a response; often empty.</summary>
    public BufferSlice Reason { get; internal set; }

    /// <summary>0 of HTTP/1.0, 1 of HTTP/1.1.</summary>
    public int MinorVersion { get; internal set; }

    /// <summary>Whether another message may follow on the connection.</summary>
    public bool KeepsAlive { get; internal set; }

    public IReadOnlyList<Http1Field> Fields => _fields;

    /// <summary>The value of the first field of that name as text, or null.</summary>
    public string? Find(ReadOnlySpan<byte> name)
    {
        foreach (Http1Field field in _fields)
        {
            if (field.NameIs(name))
            {
                return Encoding.Latin1.GetString(field.Value.AsSpan());
            }
        }

        return null;
    }

    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        Method.Dispose();
        Target.Dispose();
        Reason.Dispose();
        foreach (Http1Field field in _fields)
        {
            field.Dispose();
        }

        _fields.Clear();
    }

    /// <summary>Ownership: transfers the field.</summary>
    internal void Add(Http1Field field) => _fields.Add(field);
}
