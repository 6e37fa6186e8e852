using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests.Interop;

public sealed class BufferStreamTests : IDisposable
{
    private readonly BufferFactory _factory = new();

    public void Dispose() => _factory.Dispose();

    [Fact]
    public void Read_AnySplitAndSize_ConsumesInOrder()
    {
        byte[] input = "abcdefgh"u8.ToArray();
        foreach (byte[][] split in Chunkings.All(input))
        {
            for (int size = 1; size <= input.Length + 1; size++)
            {
                using ChunkedBuffer buffer = _factory.Chunks(split);
                using Stream stream = buffer.AsStream(leaveOpen: true);
                Assert.Equal(input, ReadAll(stream, size));
                Assert.Equal(0, buffer.Length);
            }
        }
    }

    [Fact]
    public void ReadByte_AcrossChunks_GivesEachByteThenMinusOne()
    {
        using ChunkedBuffer buffer = _factory.Chunks("a", "b\0", "c");
        using Stream stream = buffer.AsStream();
        Assert.Equal(['a', 'b', 0, 'c', -1, -1], Enumerable.Range(0, 6).Select(_ => stream.ReadByte()));
    }

    [Fact]
    public async Task Write_EveryOverload_AppendsInOrder()
    {
        using var buffer = new ChunkedBuffer(_factory.Pool);
        await using Stream stream = buffer.AsStream(leaveOpen: true);
        stream.Write("1"u8);
        stream.Write("x2x"u8.ToArray(), 1, 1);
        stream.WriteByte((byte)'3');
        await stream.WriteAsync("4"u8.ToArray());
        await stream.WriteAsync("x5x"u8.ToArray(), 1, 1, CancellationToken.None);
        IAsyncResult write = stream.BeginWrite("x6x"u8.ToArray(), 1, 1, null, null);
        stream.EndWrite(write);
        stream.Flush();
        await stream.FlushAsync();
        Assert.Equal("123456", buffer.Text());
    }

    [Fact]
    public async Task Read_EveryOverload_ConsumesInOrder()
    {
        using ChunkedBuffer buffer = _factory.Chunks("12", "345");
        await using Stream stream = buffer.AsStream(leaveOpen: true);
        byte[] target = new byte[8];
        Assert.Equal(1, stream.Read(target, 0, 1));
        Assert.Equal(1, stream.Read(target.AsSpan(1, 1)));
        Assert.Equal(1, await stream.ReadAsync(target.AsMemory(2, 1)));
        Assert.Equal(1, await stream.ReadAsync(target, 3, 1));
        IAsyncResult read = stream.BeginRead(target, 4, 4, null, null);
        Assert.Equal(1, stream.EndRead(read));
        Assert.Equal(0, await stream.ReadAsync(target));
        Assert.Equal("12345", Encoding.Latin1.GetString(target, 0, 5));
    }

    [Fact]
    public void Read_AfterMoreIsWritten_GoesOnAfterTheEnd()
    {
        using var buffer = new ChunkedBuffer(_factory.Pool);
        using Stream stream = buffer.AsStream();
        Assert.Equal(0, stream.Read(new byte[4]));
        stream.Write("more"u8);
        Assert.Equal("more"u8.ToArray(), ReadAll(stream, 3));
    }

    [Fact]
    public async Task CopyTo_SyncAndAsync_WritesChunkByChunkAndConsumes()
    {
        using ChunkedBuffer buffer = _factory.Chunks("one", "two", "three");
        using Stream stream = buffer.AsStream();
        var target = new MemoryStream();
        stream.CopyTo(target);
        buffer.Append("four"u8);
        await stream.CopyToAsync(target);
        Assert.Equal("onetwothreefour", Encoding.Latin1.GetString(target.ToArray()));
        Assert.True(buffer.IsEmpty);
    }

    [Fact]
    public void Capabilities_OpenAndClosed_AreSaid()
    {
        using var buffer = new ChunkedBuffer(_factory.Pool);
        Stream stream = buffer.AsStream();
        Assert.True(stream.CanRead && stream.CanWrite);
        Assert.False(stream.CanSeek || stream.CanTimeout);
        Assert.Throws<NotSupportedException>(() => stream.Length);
        Assert.Throws<NotSupportedException>(() => stream.Position);
        Assert.Throws<NotSupportedException>(() => stream.Position = 0);
        Assert.Throws<NotSupportedException>(() => stream.Seek(0, SeekOrigin.Begin));
        Assert.Throws<NotSupportedException>(() => stream.SetLength(0));
        stream.Dispose();
        Assert.False(stream.CanRead || stream.CanWrite);
    }

    [Fact]
    public async Task Closed_AnyUse_Throws()
    {
        using var buffer = new ChunkedBuffer(_factory.Pool);
        Stream stream = buffer.AsStream(leaveOpen: true);
        stream.Dispose();
        stream.Dispose();
        Assert.Throws<ObjectDisposedException>(() => stream.ReadByte());
        Assert.Throws<ObjectDisposedException>(() => stream.Read(new byte[1]));
        Assert.Throws<ObjectDisposedException>(() => stream.WriteByte(1));
        Assert.Throws<ObjectDisposedException>(stream.Flush);
        Assert.Throws<ObjectDisposedException>(() => stream.CopyTo(Stream.Null));
        await Assert.ThrowsAsync<ObjectDisposedException>(
            async () => Assert.Equal(0, await stream.ReadAsync(new byte[1])));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await stream.WriteAsync(new byte[1]));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await stream.FlushAsync());
        buffer.Append("still open"u8);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Dispose_LeaveOpen_DecidesAboutTheBuffer(bool leaveOpen)
    {
        using ChunkedBuffer buffer = _factory.Chunks("content");
        buffer.AsStream(leaveOpen).Dispose();
        Exception? use = Record.Exception(() => buffer.Append("more"u8));
        Assert.Equal(leaveOpen, use is null);
    }

    [Fact]
    public void AsStream_DisposedBuffer_Throws()
    {
        var buffer = new ChunkedBuffer(_factory.Pool);
        using Stream stream = buffer.AsStream(leaveOpen: true);
        buffer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => buffer.AsStream());
        Assert.Throws<ObjectDisposedException>(() => stream.Read(new byte[1]));
        Assert.Throws<ObjectDisposedException>(() => stream.Write(new byte[1]));
    }

    [Fact]
    public async Task CancelledToken_AnyOperation_DoesNothing()
    {
        using ChunkedBuffer buffer = _factory.Chunks("content");
        using Stream stream = buffer.AsStream();
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => Assert.Equal(0, await stream.ReadAsync(new byte[4], cancelled)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await stream.WriteAsync(new byte[4], cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await stream.FlushAsync(cancelled));
        Assert.Equal("content", buffer.Text());
    }

    [Fact]
    public void Write_WithAnOpenLease_Throws()
    {
        using ChunkedBuffer buffer = _factory.Chunks("content");
        using Stream stream = buffer.AsStream();
        buffer.GetSpan(4);
        Assert.Throws<InvalidOperationException>(() => stream.WriteByte(1));
        Assert.Equal('c', stream.ReadByte());
        buffer.AbandonLease();
    }

    [Fact]
    public void ReadAndWrite_Repeated_AllocatesNothing()
    {
        using var pool = new BlockPool(new BlockPoolOptions { Mode = BlockPoolMode.Default });
        using var buffer = new ChunkedBuffer(pool);
        using Stream stream = buffer.AsStream();
        byte[] bytes = new byte[6000];
        AllocationAssert.Flat(() =>
        {
            stream.Write(bytes);
            stream.WriteByte(1);
            Completed.Now(stream.WriteAsync(bytes.AsMemory(0, 100)));
            Completed.Same(1000, stream.Read(bytes, 0, 1000));
            Completed.Same(0, stream.ReadByte());
            Completed.Same(5100, Completed.Now(stream.ReadAsync(bytes.AsMemory())));
        });
    }

    private static byte[] ReadAll(Stream stream, int size)
    {
        using var all = new MemoryStream();
        byte[] part = new byte[size];
        for (int read = stream.Read(part, 0, size); read > 0; read = stream.Read(part, 0, size))
        {
            all.Write(part, 0, read);
        }

        return all.ToArray();
    }
}
