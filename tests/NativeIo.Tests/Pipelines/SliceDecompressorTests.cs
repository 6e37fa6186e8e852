using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using Native.TestKit;
using Xunit;

namespace NativeIo.Tests;

public sealed class SliceDecompressorTests : IDisposable
{
    private readonly TrackingBlockPool _pool = new(mode: BlockPoolMode.Default);

    public static TheoryData<CompressionFormat> Formats =>
        [CompressionFormat.Brotli, CompressionFormat.ZLib, CompressionFormat.GZip, CompressionFormat.Deflate];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _pool.Dispose();

    private async Task<byte[]> DecompressAsync(
        CompressionFormat format,
        ReadOnlyMemory<byte> compressed,
        int step = int.MaxValue,
        DecompressionLimits? limits = null,
        int portionLength = SliceDecompressor.PortionLengthDefault)
    {
        await using var decompressor = new SliceDecompressor(
            format, new PortionSource(compressed, step, _pool.Pool), limits, _pool.Pool, portionLength);
        using var output = new MemoryStream();
        while (true)
        {
            using BufferSlice portion = await decompressor.ReadAsync(Cancellation);
            if (portion.IsEmpty)
            {
                Assert.Equal(output.Length, decompressor.BytesOut);
                return output.ToArray();
            }

            Assert.True(portion.Length <= portionLength);
            output.Write(portion.ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Decompress_AnyLengthAndCut_GivesTheBytes(CompressionFormat format)
    {
        foreach (int length in (int[])[0, 1, 44, 5000, 100_000])
        {
            byte[] text = CodecText.Repeating(length);
            byte[] compressed = CodecText.Compress(format, text, 5, _pool.Pool);
            Assert.Equal(text, await DecompressAsync(format, compressed));
            Assert.Equal(text, await DecompressAsync(format, compressed, 1, portionLength: 333));
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Decompress_CutOffAnywhere_IsRefused(CompressionFormat format)
    {
        byte[] random = new byte[400];
        new Random(3).NextBytes(random);
        foreach (byte[] plain in (byte[][])[[], CodecText.Repeating(300), random])
        {
            byte[] compressed = CodecText.Compress(format, plain, 1, _pool.Pool);
            for (int length = 0; length < compressed.Length; length++)
            {
                _ = await Assert.ThrowsAsync<InvalidDataException>(
                    () => DecompressAsync(format, compressed.AsMemory(0, length)));
            }
        }
    }

    [Fact]
    public async Task Decompress_LastByteIsMissing_IsRefusedWhateverItIs()
    {
        // A stored block of deflate ends with a byte of the value, and zlib with one of a checksum: it may be any byte.
        for (int last = 0; last < 256; last++)
        {
            byte[] stored = [1, 3, 0, 0xFC, 0xFF, 7, 7, (byte)last];
            Assert.Equal([7, 7, (byte)last], await DecompressAsync(CompressionFormat.Deflate, stored));
            await Assert.ThrowsAsync<InvalidDataException>(
                () => DecompressAsync(CompressionFormat.Deflate, stored.AsMemory(0, 7)));
            foreach (CompressionFormat format in (CompressionFormat[])[CompressionFormat.ZLib, CompressionFormat.GZip])
            {
                byte[] compressed = CodecText.Compress(format, [(byte)last], 5, _pool.Pool);
                await Assert.ThrowsAsync<InvalidDataException>(
                    () => DecompressAsync(format, compressed.AsMemory(0, compressed.Length - 1)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Decompress_MorePortionsAfterTheEnd_AreRefused(CompressionFormat format)
    {
        byte[] compressed = CodecText.Compress(format, CodecText.Repeating(300), 1, _pool.Pool);
        byte[] longer = [.. compressed, .. new byte[20_000]];
        _ = await Assert.ThrowsAsync<InvalidDataException>(() => DecompressAsync(format, longer, 1000));
    }

    [Theory]
    [InlineData(CompressionFormat.Brotli)]
    [InlineData(CompressionFormat.ZLib)]
    [InlineData(CompressionFormat.GZip)]
    public async Task Decompress_Garbage_IsRefused(CompressionFormat format)
    {
        byte[] garbage = new byte[100];
        Array.Fill(garbage, (byte)0xA5);
        _ = await Assert.ThrowsAsync<InvalidDataException>(() => DecompressAsync(format, garbage));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Decompress_Bomb_IsRefusedInBoundedMemory(CompressionFormat format)
    {
        byte[] bomb = CodecText.Compress(format, new byte[64 * 1024 * 1024], 9, _pool.Pool);
        Assert.True(format != CompressionFormat.Brotli || bomb.Length < 200, $"{bomb.Length}");
        var limits = new DecompressionLimits { BytesMax = 1_000_000 };
        long before = _pool.Pool.GetStatistics().RentedBytes;
        await using var decompressor = new SliceDecompressor(
            format, new PortionSource(bomb, int.MaxValue, _pool.Pool), limits, _pool.Pool);
        long rentedMax = 0;
        InvalidDataException error = await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            while (true)
            {
                using BufferSlice portion = await decompressor.ReadAsync(Cancellation);
                rentedMax = Math.Max(rentedMax, _pool.Pool.GetStatistics().RentedBytes - before);
            }
        });
        Assert.Contains("1000000", error.Message, StringComparison.Ordinal);
        Assert.InRange(decompressor.BytesOut, 1, 1_000_000);
        Assert.InRange(rentedMax, 1, 512 * 1024);
        _ = await Assert.ThrowsAsync<InvalidOperationException>(() => decompressor.ReadAsync(Cancellation).AsTask());

        var ratio = new DecompressionLimits { RatioMax = 100 };
        error = await Assert.ThrowsAsync<InvalidDataException>(() => DecompressAsync(format, bomb, limits: ratio));
        Assert.Contains("100 times", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Decompress_WithinTheLimits_Passes()
    {
        byte[] zeros = new byte[1024 * 1024];
        byte[] compressed = CodecText.Compress(CompressionFormat.Brotli, zeros, 9, _pool.Pool);
        var limits = new DecompressionLimits { BytesMax = zeros.Length, RatioMax = 2 };
        Assert.Equal(zeros, await DecompressAsync(CompressionFormat.Brotli, compressed, limits: limits));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => new DecompressionLimits { BytesMax = -1 }.Validate());
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => new DecompressionLimits { RatioMax = -1 }.Validate());
    }

    [Fact]
    public async Task Decompress_StreamThatAsksForADictionary_IsRefused()
    {
        byte[] compressed = [0x78, 0x20, 0, 0, 1];
        _ = await Assert.ThrowsAsync<InvalidDataException>(() => DecompressAsync(CompressionFormat.ZLib, compressed));
    }

    [Fact]
    public async Task Decompress_GZipMembers_AreOneStream()
    {
        byte[] text = CodecText.Repeating(300);
        byte[] member = CodecText.Compress(CompressionFormat.GZip, text, 1, _pool.Pool);
        byte[] both = [.. member, .. member];
        byte[] expected = [.. text, .. text];
        Assert.Equal(expected, await DecompressAsync(CompressionFormat.GZip, both));
        Assert.Equal(expected, await DecompressAsync(CompressionFormat.GZip, both, member.Length));
    }

    [Fact]
    public async Task Decompressor_SourceThatIsLate_IsAwaited()
    {
        byte[] text = CodecText.Repeating(50_000);
        foreach (CompressionFormat format in (CompressionFormat[])[CompressionFormat.Brotli, CompressionFormat.GZip])
        {
            byte[] compressed = CodecText.Compress(format, text, 1, _pool.Pool);
            var source = new PortionSource(compressed, 40, _pool.Pool) { Yields = true };
            await using var decompressor = new SliceDecompressor(format, source, pool: _pool.Pool);
            using BufferSlice portion = await decompressor.ReadAsync(Cancellation);
            Assert.Equal(text, portion.ToArray());
        }
    }

    [Fact]
    public async Task Dispose_SourceIsToStayOpen_LeavesIt()
    {
        var source = new PortionSource(new byte[4], 4, _pool.Pool);
        var decompressor = new SliceDecompressor(CompressionFormat.ZLib, source, pool: _pool.Pool, leaveOpen: true);
        await decompressor.DisposeAsync();
        await decompressor.DisposeAsync();
        Assert.False(source.IsDisposed);
        _ = await Assert.ThrowsAsync<ObjectDisposedException>(() => decompressor.ReadAsync(Cancellation).AsTask());
        decompressor = new SliceDecompressor(CompressionFormat.ZLib, source, pool: _pool.Pool);
        await decompressor.DisposeAsync();
        Assert.True(source.IsDisposed);
    }

    [Fact]
    public async Task SliceSource_From_GivesTheBytesOnce()
    {
        using BufferSlice bytes = BufferSlice.CopyFrom("abc"u8, _pool.Pool);
        await using (SliceSource source = SliceSource.From(bytes))
        {
            using BufferSlice portion = await source.ReadAsync(Cancellation);
            Assert.Equal("abc", portion.GetString());
            Assert.True((await source.ReadAsync(Cancellation)).IsEmpty);
        }

        await using SliceSource unread = SliceSource.From(bytes);
    }

    private sealed class PortionSource(ReadOnlyMemory<byte> bytes, int step, BlockPool pool) : SliceSource
    {
        private ReadOnlyMemory<byte> _bytes = bytes;

        public bool Yields { get; init; }

        public bool IsDisposed { get; private set; }

        public override async ValueTask<BufferSlice> ReadAsync(CancellationToken cancellation = default)
        {
            if (Yields)
            {
                await Task.Yield();
            }

            ReadOnlyMemory<byte> portion = _bytes[..Math.Min(step, _bytes.Length)];
            _bytes = _bytes[portion.Length..];
            return BufferSlice.CopyFrom(portion.Span, pool);
        }

        public override ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return base.DisposeAsync();
        }
    }
}
