using System;
using System.Buffers;
using System.IO;
using System.IO.Pipelines;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests.Interop;

public sealed class StreamPipeWriterTests : IDisposable
{
    private readonly BufferFactory _factory = new();

    public void Dispose() => _factory.Dispose();

    [Fact]
    public async Task FlushAsync_SeveralChunks_WritesThemInOrderAndFlushes()
    {
        byte[] content = new SeededRandom(6).NextBytes(20_000);
        var stream = new ScriptedStream();
        ChunkedPipeWriter writer = Writer(stream);
        writer.Write(content);
        Assert.Equal(content.Length, writer.UnflushedBytes);
        Assert.Equal(0, stream.Written.Length);
        FlushResult result = await writer.FlushAsync();
        Assert.False(result.IsCanceled || result.IsCompleted);
        Assert.Equal(0, writer.UnflushedBytes);
        Assert.Equal(content, stream.Written.ToArray());
        Assert.Equal(1, stream.FlushCount);
        await writer.FlushAsync();
        Assert.Equal(1, stream.FlushCount);
        await writer.CompleteAsync();
    }

    [Fact]
    public async Task WriteAsync_BytesGatheredBefore_ComeFirst()
    {
        var stream = new ScriptedStream();
        ChunkedPipeWriter writer = Writer(stream);
        writer.Write("head "u8);
        await writer.WriteAsync("body"u8.ToArray());
        using (BufferSlice slice = _factory.Slice(" tail"))
        {
            await writer.WriteAsync(slice);
        }

        Assert.Equal("head body tail", Encoding.ASCII.GetString(stream.Written.ToArray()));
        await writer.CompleteAsync();
    }

    [Fact]
    public async Task Append_Slice_IsNotCopied()
    {
        var stream = new ScriptedStream();
        ChunkedPipeWriter writer = Writer(stream);
        using BufferSlice slice = BufferSlice.CopyFrom(new byte[1000], _factory.Pool);
        writer.GetSpan(5)[0] = 1;
        writer.Advance(1);
        writer.Append(slice);
        Assert.False(slice.IsUnique);
        Assert.Equal(1001, writer.UnflushedBytes);
        await writer.FlushAsync();
        Assert.True(slice.IsUnique);
        Assert.Equal(1001, stream.Written.Length);
        await writer.CompleteAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Complete_BytesGathered_WritesThem(bool isAsync)
    {
        var stream = new ScriptedStream();
        ChunkedPipeWriter writer = Writer(stream);
        writer.Write("gathered"u8);
        await CompleteAsync(writer, isAsync, null);
        await CompleteAsync(writer, isAsync, null);
        Assert.Equal("gathered", Encoding.ASCII.GetString(stream.Written.ToArray()));
        Assert.True(stream.IsDisposed);
        Assert.Throws<InvalidOperationException>(() => writer.GetMemory());
        Assert.Throws<InvalidOperationException>(() => writer.Append(default));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await writer.WriteAsync(new byte[1]));
        Assert.False((await writer.FlushAsync()).IsCompleted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Complete_WithAnError_DropsWhatWasGathered(bool isAsync)
    {
        var stream = new ScriptedStream();
        ChunkedPipeWriter writer = Writer(stream, new ChunkedPipeWriterOptions { LeaveOpen = true });
        writer.Write("gathered"u8);
        await CompleteAsync(writer, isAsync, new IOException());
        Assert.Equal(0, stream.Written.Length);
        Assert.False(stream.IsDisposed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Complete_StreamFails_FreesEverythingAllTheSame(bool isAsync)
    {
        var stream = new ScriptedStream().WriteFails(new IOException("broken"));
        ChunkedPipeWriter writer = Writer(stream);
        writer.Write("gathered"u8);
        await Assert.ThrowsAsync<IOException>(() => CompleteAsync(writer, isAsync, null));
        Assert.True(stream.IsDisposed);
        Assert.Equal(0, _factory.Pool.GetStatistics().RentedBlocks);
    }

    [Fact]
    public async Task FlushAsync_StreamFails_KeepsWhatWasNotWritten()
    {
        byte[] content = new SeededRandom(7).NextBytes(3000);
        var stream = new ScriptedStream().WriteSucceeds(2).WriteFails(new IOException("broken"));
        ChunkedPipeWriter writer = Writer(stream);
        writer.Write(content);
        await Assert.ThrowsAsync<IOException>(async () => await writer.FlushAsync());
        Assert.InRange(writer.UnflushedBytes, 1, 2999);
        await writer.FlushAsync();
        Assert.Equal(content, stream.Written.ToArray());
        await writer.CompleteAsync();
    }

    [Fact]
    public async Task CancelPendingFlush_FlushWaits_EndsItAndKeepsTheBytes()
    {
        var stream = new ScriptedStream().WritesLater(new TaskCompletionSource().Task);
        ChunkedPipeWriter writer = Writer(stream);
        writer.Write("gathered "u8);
        Task<FlushResult> flush = writer.WriteAsync("and more"u8.ToArray()).AsTask();
        Assert.False(flush.IsCompleted);
        writer.CancelPendingFlush();
        Assert.True((await flush).IsCanceled);
        Assert.Equal(17, writer.UnflushedBytes);
        Assert.False((await writer.FlushAsync()).IsCanceled);
        Assert.Equal("gathered and more", Encoding.ASCII.GetString(stream.Written.ToArray()));
        await writer.CompleteAsync();
    }

    [Fact]
    public async Task CancelPendingFlush_BeforeTheFlush_IsReportedByTheFirstWithBytes()
    {
        var stream = new ScriptedStream();
        ChunkedPipeWriter writer = Writer(stream);
        writer.CancelPendingFlush();
        Assert.False((await writer.FlushAsync()).IsCanceled);
        writer.Write("gathered"u8);
        Assert.True((await writer.FlushAsync()).IsCanceled);
        Assert.Equal(0, stream.Written.Length);
        Assert.False((await writer.FlushAsync()).IsCanceled);
        Assert.Equal(8, stream.Written.Length);
        await writer.CompleteAsync();
    }

    [Fact]
    public async Task FlushAsync_TokenCancelled_ThrowsAndKeepsTheBytes()
    {
        var stream = new ScriptedStream().WritesLater(new TaskCompletionSource().Task);
        ChunkedPipeWriter writer = Writer(stream);
        using var cancellation = new CancellationTokenSource();
        writer.Write("gathered"u8);
        Task<FlushResult> flush = writer.FlushAsync(cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flush);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await writer.FlushAsync(cancellation.Token));
        Assert.False((await writer.FlushAsync()).IsCanceled);
        Assert.Equal("gathered", Encoding.ASCII.GetString(stream.Written.ToArray()));
        await writer.CompleteAsync();
    }

    [Fact]
    public void Advance_BeyondTheRoom_ThrowsAndKeepsWhatWasWritten()
    {
        ChunkedPipeWriter writer = Writer(new ScriptedStream());
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Advance(1));
        int room = writer.GetMemory(10).Length;
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Advance(room + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Advance(-1));
        writer.Advance(room);
        Assert.Equal(room, writer.UnflushedBytes);
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.GetSpan(-1));
        writer.Complete();
    }

    [Fact]
    public void Create_BadArguments_Throws()
    {
        Assert.Throws<ArgumentNullException>(() => ChunkedPipeWriter.Create(null!));
        Assert.Throws<ArgumentException>(() => ChunkedPipeWriter.Create(new MemoryStream([], writable: false)));
    }

    [Fact]
    public async Task BufferWriter_WritesThenFlushes_ShowsThemInTheBuffer()
    {
        using var buffer = new ChunkedBuffer(_factory.Pool);
        using BufferSlice slice = _factory.Slice("three");
        ChunkedPipeWriter writer = buffer.AsPipeWriter();
        writer.Write("one "u8);
        Assert.Equal(0, buffer.Length);
        Assert.Equal(4, writer.UnflushedBytes);
        FlushResult result = await writer.FlushAsync();
        Assert.False(result.IsCanceled || result.IsCompleted);
        await writer.WriteAsync("two "u8.ToArray());
        writer.Append(slice);
        writer.CancelPendingFlush();
        Assert.True((await writer.FlushAsync()).IsCanceled);
        Assert.False((await writer.FlushAsync()).IsCanceled);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await writer.WriteAsync(new byte[9], new CancellationToken(true)));
        writer.GetSpan(1)[0] = (byte)'!';
        writer.Advance(1);
        await writer.CompleteAsync();
        writer.Complete();
        Assert.Throws<InvalidOperationException>(() => writer.GetSpan());
        Assert.Equal("one two three!", buffer.Text());
    }

    [Fact]
    public void WriteAndFlush_Repeated_AllocatesNothing()
    {
        using var pool = new BlockPool(new BlockPoolOptions { Mode = BlockPoolMode.Default });
        using var buffer = new ChunkedBuffer(pool);
        ChunkedPipeWriter toBuffer = buffer.AsPipeWriter();
        ChunkedPipeWriter toStream = ChunkedPipeWriter.Create(
            Stream.Null, new ChunkedPipeWriterOptions { Pool = pool });
        byte[] bytes = new byte[6000];
        AsyncAllocations.Flat(
            () =>
            {
                toStream.Write(bytes);
                Completed.Now(toStream.FlushAsync());
                Completed.Now(toStream.WriteAsync(bytes));
                toBuffer.Write(bytes);
                Completed.Now(toBuffer.FlushAsync());
                buffer.Skip(-1);
            },
            5_000);
        toStream.Complete();
        toBuffer.Complete();
    }

    private static async Task CompleteAsync(PipeWriter writer, bool isAsync, Exception? exception)
    {
        if (isAsync)
        {
            await writer.CompleteAsync(exception);
        }
        else
        {
            writer.Complete(exception);
        }
    }

    private ChunkedPipeWriter Writer(Stream stream, ChunkedPipeWriterOptions? options = null) =>
        ChunkedPipeWriter.Create(
            stream,
            (options ?? new ChunkedPipeWriterOptions()) with
            {
                Pool = _factory.Pool,
                BufferOptions = new ChunkedBufferOptions { ChunkLengthMin = 512, ChunkLengthMax = 512 },
            });
}
