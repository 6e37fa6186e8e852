using System;
using System.Text;
using ChunkedBuffers;

namespace Native.Samples;

/// <summary>A field of a head: name and value as they were sent, without the whitespace around the value.</summary>
public readonly struct Http1Field : IDisposable
{
    internal Http1Field(BufferSlice name, BufferSlice value)
    {
        Name = name;
        Value = value;
    }

    public BufferSlice Name { get; }

    public BufferSlice Value { get; }

    /// <summary>Compares the name as names are compared: without case.</summary>
    public bool NameIs(ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(Name.AsSpan(), name);

    public void Dispose()
    {
        Name.Dispose();
        Value.Dispose();
    }
}
