using System;
using System.IO;
using System.IO.Compression;
using ChunkedBuffers;
using Native.TestKit;
using Xunit;

namespace NativeIo.Tests;

public sealed class SliceCompressorTests : IDisposable
{
    private readonly TrackingBlockPool _pool = new();

    public void Dispose() => _pool.Dispose();

    [Theory]
    [InlineData(CompressionFormat.Brotli)]
    [InlineData(CompressionFormat.ZLib)]
    [InlineData(CompressionFormat.GZip)]
    [InlineData(CompressionFormat.Deflate)]
    public void Compress_EachLevel_IsReadByTheFramework(CompressionFormat format)
    {
        byte[] text = CodecText.Repeating(20_000);
        for (int level = SliceCompressor.LevelMin; level <= SliceCompressor.LevelMax; level++)
        {
            byte[] compressed = CodecText.Compress(format, text, level, _pool.Pool);
            Assert.Equal(text, CodecText.DecompressByFramework(format, compressed));
            Assert.True(level == 0 || compressed.Length < text.Length / 3, $"Level {level}: {compressed.Length}");
        }
    }

    [Fact]
    public void Compress_SliceInChunks_IsTheBytes()
    {
        using BufferSlice part = BufferSlice.CopyFrom(CodecText.Repeating(1000), _pool.Pool);
        using BufferSlice whole = BufferSlice.Concat(part, part);
        using var output = new ChunkedBuffer(_pool.Pool);
        using var compressor = new SliceCompressor(CompressionFormat.ZLib, 6);
        compressor.Write(whole, output);
        compressor.Flush(output);
        Assert.True(output.Length > 0);
        compressor.Finish(output);
        Assert.Equal(2000, compressor.BytesIn);
        Assert.Equal(output.Length, compressor.BytesOut);
        Assert.Equal(whole.ToArray(), CodecText.DecompressByFramework(CompressionFormat.ZLib, output.ToArray()));
    }

    [Fact]
    public void Compressor_Misuse_IsRefused()
    {
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => new SliceCompressor(CompressionFormat.Brotli, 10));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => new SliceCompressor(CompressionFormat.Brotli, -1));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => new SliceCompressor((CompressionFormat)9));
        using var output = new ChunkedBuffer(_pool.Pool);
        var compressor = new SliceCompressor(CompressionFormat.GZip);
        compressor.Finish(output);
        _ = Assert.Throws<InvalidOperationException>(() => compressor.Write("x"u8, output));
        compressor.Dispose();
        compressor.Dispose();
        _ = Assert.Throws<ObjectDisposedException>(() => compressor.Flush(output));
    }

    [Theory]
    [InlineData(CompressionFormat.Brotli)]
    [InlineData(CompressionFormat.Deflate)]
    public void Dispose_WithoutFinish_WritesNothing(CompressionFormat format)
    {
        using var output = new ChunkedBuffer(_pool.Pool);
        var compressor = new SliceCompressor(format);
        compressor.Write(CodecText.Repeating(10), output);
        long before = output.Length;
        compressor.Dispose();
        Assert.Equal(before, output.Length);
    }

    [Theory]
    [InlineData(CompressionFormat.Brotli)]
    [InlineData(CompressionFormat.ZLib)]
    public void Write_SteadyState_AllocatesNothing(CompressionFormat format)
    {
        byte[] text = CodecText.Repeating(4096);
        using var output = new ChunkedBuffer(_pool.Pool);
        using var compressor = new SliceCompressor(format);
        AllocationAssert.Flat(
            () =>
            {
                compressor.Write(text, output);
                output.Clear();
            },
            500);
    }
}
