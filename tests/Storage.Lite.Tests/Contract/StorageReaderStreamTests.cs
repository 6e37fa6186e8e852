using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using Xunit;

namespace Storage.Lite.Tests.Contract;

public sealed class StorageReaderStreamTests
{
    [Fact]
    public async Task Stream_OfAReader_YieldsAllBytesAndDisposesIt()
    {
        var reader = new PortionReader("arbi", "trary ", "data");
        string text;
        await using (Stream stream = reader.AsStream())
        {
            Assert.True(stream.CanRead);
            Assert.False(stream.CanSeek);
            Assert.False(stream.CanWrite);
            using var lines = new StreamReader(stream, leaveOpen: true);
            text = await lines.ReadToEndAsync(TestContext.Current.CancellationToken);
            Assert.Equal(14, stream.Position);
            Assert.Equal(0, await stream.ReadAsync(new byte[1], TestContext.Current.CancellationToken));
            stream.Flush();
        }

        Assert.Equal("arbitrary data", text);
        Assert.True(reader.IsDisposed);
    }

    [Fact]
    public void Stream_ReadWithoutAsync_YieldsPartsOfPortions()
    {
        byte[] buffer = new byte[10];
        using Stream stream = new PortionReader("abc", "d").AsStream();

        Assert.Equal(2, stream.Read(buffer, 0, 2));
        Assert.Equal(1, stream.Read(buffer, 2, 8));
        Assert.Equal(1, stream.Read(buffer, 3, 7));
        Assert.Equal(0, stream.Read(buffer, 4, 6));
        Assert.Equal("abcd"u8, buffer.AsSpan(0, 4));
        Assert.Equal(0, stream.Read(buffer, 0, 0));
    }

    [Fact]
    public async Task Stream_DisposedInTheMiddle_GivesThePortionBack()
    {
        Stream stream = new PortionReader("abc").AsStream();
        Assert.Equal(1, await stream.ReadAsync(new byte[1].AsMemory(), TestContext.Current.CancellationToken));

        stream.Dispose();
        stream.Dispose();
        await stream.DisposeAsync();

        Assert.False(stream.CanRead);
        await Assert.ThrowsAsync<ObjectDisposedException>(
            async () => await stream.ReadExactlyAsync(new byte[1].AsMemory(), CancellationToken.None));
    }

    [Fact]
    public void Stream_AskedForWhatItCannotDo_Throws()
    {
        using Stream stream = new PortionReader("abc").AsStream();

        Assert.Throws<NotSupportedException>(() => stream.Length);
        Assert.Throws<NotSupportedException>(() => stream.Position = 1);
        Assert.Throws<NotSupportedException>(() => stream.Seek(0, SeekOrigin.Begin));
        Assert.Throws<NotSupportedException>(() => stream.SetLength(1));
        Assert.Throws<NotSupportedException>(() => stream.Write(new byte[1], 0, 1));
    }

    [Fact]
    public async Task Reader_OfContent_HasOnePortionOrNone()
    {
        var entry = new StorageEntry { Key = "key", Length = 3 };
        StorageReader reader = StorageReader.FromContent(StorageContent.Found(BufferSlice.CopyFrom("abc"u8), entry, 5));
        using (BufferSlice portion = await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            Assert.Equal("abc", portion.GetString());
        }

        Assert.Equal(5, reader.Start);
        Assert.True((await reader.ReadAsync(TestContext.Current.CancellationToken)).IsEmpty);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await reader.ReadAsync(new CancellationToken(canceled: true)));
        await reader.DisposeAsync();
        await reader.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await reader.ReadAsync());

        StorageReader same = StorageReader.FromContent(StorageContent.NotModified(entry));
        Assert.Equal(StorageOutcome.NotModified, same.Outcome);
        Assert.True((await same.ReadAsync(TestContext.Current.CancellationToken)).IsEmpty);
        Assert.Same(StorageReader.NotFound, StorageReader.FromContent(StorageContent.NotFound));
    }
}
