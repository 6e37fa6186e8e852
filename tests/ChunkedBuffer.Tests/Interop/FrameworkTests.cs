using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests.Interop;

/// <summary>The framework's own readers and writers on buffers, slices and the pool.</summary>
public sealed class FrameworkTests : IDisposable
{
    private readonly BufferFactory _factory = new();

    public void Dispose() => _factory.Dispose();

    [Fact]
    public async Task Pipe_OnABlockPool_CarriesBytesAndReturnsEveryBlock()
    {
        byte[] content = new SeededRandom(1).NextBytes(200_000);
        var pipe = new Pipe(new PipeOptions(_factory.Pool, null, null, 5000, 2500, minimumSegmentSize: 1000));
        Task<byte[]> reading = ReadToEndAsync(pipe.Reader);
        foreach (byte[] piece in Chunkings.Fixed(content, 777))
        {
            await pipe.Writer.WriteAsync(piece);
        }

        await pipe.Writer.CompleteAsync();
        Assert.Equal(content, await reading);
        Assert.Equal(0, _factory.Pool.GetStatistics().RentedBlocks);
        Assert.True(_factory.Pool.GetStatistics().RetainedBytes > 0);
    }

    [Fact]
    public async Task StreamPipes_OnABlockPool_CarryBytesAndReturnEveryBlock()
    {
        byte[] content = new SeededRandom(2).NextBytes(50_000);
        PipeReader reader = PipeReader.Create(new MemoryStream(content), new StreamPipeReaderOptions(_factory.Pool));
        var target = new MemoryStream();
        PipeWriter writer = PipeWriter.Create(target, new StreamPipeWriterOptions(_factory.Pool));
        await reader.CopyToAsync(writer);
        await writer.CompleteAsync();
        await reader.CompleteAsync();
        Assert.Equal(content, target.ToArray());
    }

    [Fact]
    public void Utf8Json_WriterAndReader_WorkOnBuffersOfAnySplit()
    {
        using var buffer = new ChunkedBuffer(_factory.Pool);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, "täglich");
            writer.WriteNumber("count"u8, 12345678);
            writer.WriteEndObject();
        }

        byte[] json = Encoding.Latin1.GetBytes(buffer.Text());
        foreach (byte[][] split in Chunkings.All(json))
        {
            using ChunkedBuffer chunks = _factory.Chunks(split);
            using SequenceLease lease = chunks.AsReadOnlySequence();
            var reader = new Utf8JsonReader(lease.Sequence);
            Assert.Equal(["name", "täglich", "count", "12345678"], Tokens(ref reader));
        }
    }

    [Fact]
    public async Task JsonSerializer_PipeWriterStreamAndBuffer_WriteTheSame()
    {
        List<int> value = [.. Enumerable.Range(0, 3000)];
        string expected = JsonSerializer.Serialize(value);
        using var piped = new ChunkedBuffer(_factory.Pool);
        using var streamed = new ChunkedBuffer(_factory.Pool);
        using var written = new ChunkedBuffer(_factory.Pool);
        ChunkedPipeWriter pipe = piped.AsPipeWriter();
        await JsonSerializer.SerializeAsync(pipe, value);
        await pipe.CompleteAsync();
        await using (Stream stream = streamed.AsStream(leaveOpen: true))
        {
            await JsonSerializer.SerializeAsync(stream, value);
        }

        using (var writer = new Utf8JsonWriter(written))
        {
            JsonSerializer.Serialize(writer, value);
        }

        Assert.Equal(expected, piped.Text());
        Assert.Equal(expected, streamed.Text());
        Assert.Equal(expected, written.Text());
        using BufferSlice slice = written.TakeAll();
        await using Stream source = slice.AsStream();
        Assert.Equal(value, await JsonSerializer.DeserializeAsync<List<int>>(source));
    }

    [Fact]
    public async Task JsonSerializer_OverAChunkedPipe_StreamsLargeValues()
    {
        List<string> value = [.. Enumerable.Range(0, 5000).Select(static i => $"item number {i}")];
        var pipe = new ChunkedPipe(new ChunkedPipeOptions { Pool = _factory.Pool });
        Task writing = Task.Run(async () =>
        {
            await JsonSerializer.SerializeAsync(pipe.Writer, value);
            await pipe.Writer.CompleteAsync();
        });
        List<string>? read = await JsonSerializer.DeserializeAsync<List<string>>(pipe.Reader.AsStream());
        await writing;
        await pipe.Reader.CompleteAsync();
        Assert.Equal(value, read);
    }

    [Fact]
    public void Encoding_BufferWriterAndSequence_RoundTripAcrossChunks()
    {
        string text = string.Concat(Enumerable.Range(0, 500).Select(static i => $"€{i}𝄞 "));
        using ChunkedBuffer buffer = _factory.WithChunkLength(64);
        long written = Encoding.UTF8.GetBytes(text, buffer);
        Assert.Equal(buffer.Length, written);
        using SequenceLease lease = buffer.AsReadOnlySequence();
        Assert.Equal(text, Encoding.UTF8.GetString(lease.Sequence));
    }

    [Fact]
    public void GZip_OverBufferStreams_RoundTrips()
    {
        byte[] content = [.. Enumerable.Range(0, 100_000).Select(static i => (byte)(i / 700))];
        using var packed = new ChunkedBuffer(_factory.Pool);
        using (var gzip = new GZipStream(packed.AsStream(leaveOpen: true), CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        Assert.True(packed.Length < content.Length / 2);
        using BufferSlice slice = packed.TakeAll();
        using var unpacked = new ChunkedBuffer(_factory.Pool);
        using (var gzip = new GZipStream(slice.AsStream(), CompressionMode.Decompress))
        {
            Assert.Equal(content.Length, unpacked.ReadAllFrom(gzip));
        }

        Assert.Equal(content, Encoding.Latin1.GetBytes(unpacked.Text()));
    }

    [Fact]
    public async Task HttpContent_OfASlice_IsCopiedIntoABuffer()
    {
        byte[] body = new SeededRandom(3).NextBytes(70_000);
        using BufferSlice slice = BufferSlice.CopyFrom(body, _factory.Pool);
        using var content = new StreamContent(slice.AsStream());
        using var buffer = new ChunkedBuffer(_factory.Pool);
        await using Stream target = buffer.AsStream(leaveOpen: true);
        await content.CopyToAsync(target);
        Assert.Equal(body.Length, content.Headers.ContentLength);
        Assert.Equal(body, Encoding.Latin1.GetBytes(buffer.Text()));
    }

    [Fact]
    public void StreamReaderAndWriter_OverABuffer_RoundTripLines()
    {
        using var buffer = new ChunkedBuffer(_factory.Pool);
        using (var writer = new StreamWriter(buffer.AsStream(leaveOpen: true), leaveOpen: false))
        {
            writer.NewLine = "\n";
            writer.WriteLine("erste Zeile");
            writer.WriteLine("zweite Zeile €");
        }

        using var reader = new StreamReader(buffer.AsStream(leaveOpen: true));
        Assert.Equal("erste Zeile", reader.ReadLine());
        Assert.Equal("zweite Zeile €", reader.ReadLine());
        Assert.Null(reader.ReadLine());
    }

    [Fact]
    public void MemoryPool_Contract_IsKept()
    {
        MemoryPool<byte> pool = _factory.Pool;
        using IMemoryOwner<byte> some = pool.Rent();
        using IMemoryOwner<byte> large = pool.Rent(1_000_000);
        Assert.True(some.Memory.Length > 0);
        Assert.True(large.Memory.Length >= 1_000_000 && pool.MaxBufferSize >= 1_000_000);
        large.Memory.Span.Fill(7);
        IMemoryOwner<byte> returned = pool.Rent(10);
        returned.Dispose();
        Assert.Throws<ObjectDisposedException>(() => returned.Memory);
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.Rent(-2));
    }

    private static async Task<byte[]> ReadToEndAsync(PipeReader reader)
    {
        var all = new MemoryStream();
        await reader.CopyToAsync(all);
        await reader.CompleteAsync();
        return all.ToArray();
    }

    private static List<string> Tokens(ref Utf8JsonReader reader)
    {
        var tokens = new List<string>();
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String)
            {
                tokens.Add(reader.GetString()!);
            }
            else if (reader.TokenType is JsonTokenType.Number)
            {
                tokens.Add(reader.GetInt32().ToString(System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return tokens;
    }
}
