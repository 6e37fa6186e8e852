using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests.Interop;

public sealed class SliceStreamTests : IDisposable
{
    private readonly BufferFactory _factory = new();

    public void Dispose() => _factory.Dispose();

    [Fact]
    public void Read_AnySplitPositionAndSize_AsAMemoryStream()
    {
        byte[] input = "abcdefg"u8.ToArray();
        foreach (byte[][] split in Chunkings.All(input))
        {
            using ChunkedBuffer buffer = _factory.Chunks(split);
            using BufferSlice slice = buffer.TakeAll();
            using Stream stream = slice.AsStream();
            using var model = new MemoryStream(input, writable: false);
            for (int position = 0; position <= input.Length + 1; position++)
            {
                for (int size = 0; size <= input.Length; size++)
                {
                    stream.Position = position;
                    model.Position = position;
                    byte[] actual = new byte[size];
                    byte[] expected = new byte[size];
                    Assert.Equal(model.Read(expected), stream.Read(actual));
                    Assert.Equal(expected, actual);
                    Assert.Equal(model.Position, stream.Position);
                    Assert.Equal(model.ReadByte(), stream.ReadByte());
                }
            }
        }
    }

    [Theory]
    [InlineData(SeekOrigin.Begin, 3)]
    [InlineData(SeekOrigin.Current, 2)]
    [InlineData(SeekOrigin.End, -1)]
    [InlineData(SeekOrigin.End, 5)]
    [InlineData(SeekOrigin.Current, -2)]
    public void Seek_AnyOrigin_AsAMemoryStream(SeekOrigin origin, long offset)
    {
        using BufferSlice slice = _factory.SliceOf("abc", "def");
        using Stream stream = slice.AsStream();
        using var model = new MemoryStream(new byte[6], writable: false);
        stream.Position = 2;
        model.Position = 2;
        Assert.Equal(model.Seek(offset, origin), stream.Seek(offset, origin));
        Assert.Equal(model.Position, stream.Position);
        Assert.Equal(model.Length, stream.Length);
    }

    [Fact]
    public void Seek_BeforeTheStart_ThrowsAndStays()
    {
        using BufferSlice slice = _factory.SliceOf("abc", "def");
        using Stream stream = slice.AsStream();
        stream.Position = 4;
        Assert.Throws<IOException>(() => stream.Seek(-5, SeekOrigin.Current));
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.Seek(0, (SeekOrigin)9));
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.Position = -1);
        Assert.Equal(4, stream.Position);
    }

    [Fact]
    public void Write_Always_IsNotSupported()
    {
        using BufferSlice slice = _factory.SliceOf("abc", "def");
        using Stream stream = slice.AsStream();
        Assert.False(stream.CanWrite);
        Assert.Throws<NotSupportedException>(() => stream.WriteByte(1));
        Assert.Throws<NotSupportedException>(() => stream.Write("x"u8));
        Assert.Throws<NotSupportedException>(() => stream.SetLength(1));
        Assert.Equal("abcdef", slice.Text());
    }

    [Fact]
    public void Stream_SliceDisposed_KeepsTheBytes()
    {
        BufferSlice slice = _factory.SliceOf("abc", "def");
        using Stream stream = slice.AsStream();
        slice.Dispose();
        Assert.Throws<ObjectDisposedException>(() => slice.AsStream());
        Assert.NotEmpty(_factory.TakeMisuses());
        using var reader = new StreamReader(stream, Encoding.Latin1);
        Assert.Equal("abcdef", reader.ReadToEnd());
    }

    [Fact]
    public void Stream_Disposed_GivesItsReferenceBack()
    {
        using BufferSlice slice = _factory.Slice("abc");
        Stream stream = slice.AsStream();
        Assert.True(stream.CanRead && stream.CanSeek);
        Assert.False(slice.IsUnique);
        stream.Dispose();
        stream.Dispose();
        Assert.True(slice.IsUnique);
        Assert.False(stream.CanRead || stream.CanSeek);
        Assert.Throws<ObjectDisposedException>(() => stream.Length);
        Assert.Throws<ObjectDisposedException>(() => stream.Position);
        Assert.Throws<ObjectDisposedException>(() => stream.ReadByte());
        Assert.Throws<ObjectDisposedException>(() => stream.Seek(0, SeekOrigin.Begin));
    }

    [Fact]
    public async Task CopyTo_FromTheMiddle_CopiesTheRest()
    {
        using BufferSlice slice = _factory.SliceOf("abc", "def", "ghi");
        using Stream stream = slice.AsStream();
        var target = new MemoryStream();
        stream.Position = 4;
        stream.CopyTo(target);
        Assert.Equal(9, stream.Position);
        stream.Position = 1;
        await stream.CopyToAsync(target);
        stream.Position = 100;
        await stream.CopyToAsync(target);
        Assert.Equal("efghibcdefghi", Encoding.Latin1.GetString(target.ToArray()));
    }

    [Fact]
    public void Empty_Slice_IsAnEmptyStream()
    {
        using Stream stream = BufferSlice.Empty.AsStream();
        Assert.Equal(0, stream.Length);
        Assert.Equal(-1, stream.ReadByte());
        stream.CopyTo(Stream.Null);
    }

    [Fact]
    public void Position_Repeated_AllocatesNothing()
    {
        using var pool = new BlockPool(new BlockPoolOptions { Mode = BlockPoolMode.Default });
        using BufferSlice part = BufferSlice.CopyFrom(new byte[1000], pool);
        using BufferSlice slice = BufferSlice.Concat(Enumerable.Repeat(part, 20).ToArray());
        using Stream stream = slice.AsStream();
        byte[] target = new byte[3000];
        AllocationAssert.Flat(() =>
        {
            stream.Position = 1500;
            Completed.Same(3000, stream.Read(target, 0, 3000));
            Completed.Same(0, stream.ReadByte());
            Completed.Same(3000, Completed.Now(stream.ReadAsync(target.AsMemory())));
        });
    }
}
