using System;
using Xunit;

namespace ChunkedBuffers.Tests.Interop;

public sealed class BufferPipeWriterTests : IDisposable
{
    private readonly BufferFactory _factory = new();

    public void Dispose() => _factory.Dispose();

    [Fact]
    public void GetMemory_BufferDisposedMeanwhile_Throws()
    {
        var buffer = new ChunkedBuffer(_factory.Pool);
        ChunkedPipeWriter writer = buffer.AsPipeWriter();
        Assert.False(writer.GetSpan(10).IsEmpty);
        buffer.Dispose();
        using BufferSlice other = _factory.Slice("the block belongs to somebody else by now");
        Assert.Throws<ObjectDisposedException>(() => writer.GetSpan(1).Length);
        Assert.Throws<ObjectDisposedException>(() => writer.GetMemory(1));
        writer.Complete();
    }

    [Fact]
    public void GetMemory_LeaseGivenUpThroughTheBuffer_LeasesAnew()
    {
        using var buffer = new ChunkedBuffer(_factory.Pool);
        ChunkedPipeWriter writer = buffer.AsPipeWriter();
        Assert.False(writer.GetSpan(10).IsEmpty);
        buffer.AbandonLease();
        buffer.Append("first "u8);
        "second"u8.CopyTo(writer.GetSpan(6));
        writer.Advance(6);
        writer.Complete();
        Assert.Equal("first second", buffer.Text());
    }
}
