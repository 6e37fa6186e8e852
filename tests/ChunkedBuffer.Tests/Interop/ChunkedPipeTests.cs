using System;
using System.Buffers;
using System.IO;
using System.IO.Pipelines;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace ChunkedBuffers.Tests.Interop;

/// <summary>What the framework's pipe has not, or does otherwise. What both do is in the differential tests.</summary>
public sealed partial class ChunkedPipeTests : IDisposable
{
    private readonly BufferFactory _factory = new();

    public void Dispose() => _factory.Dispose();

    [Fact]
    public void Take_PartOfARead_OutlivesThePipe()
    {
        ChunkedPipe pipe = Pipe();
        Write(pipe, "first line\nsecond line\n");
        ReadResult result = Completed.Now(pipe.Reader.ReadAsync());
        BufferSlice line = pipe.Reader.Take(result.Buffer.PositionOf((byte)'\n')!.Value);
        Write(pipe, "third line\n");
        End(pipe);
        Assert.Equal(1, _factory.Pool.GetStatistics().RentedBlocks);
        Assert.Equal("first line", line.TakeText());
    }

    [Fact]
    public void Take_SeveralChunks_SharesThem()
    {
        ChunkedPipe pipe = Pipe();
        byte[] message = Encoding.ASCII.GetBytes(new string('x', 500) + new string('y', 500));
        Write(pipe, message);
        ReadResult result = Completed.Now(pipe.Reader.ReadAsync());
        long rented = _factory.Pool.GetStatistics().RentedBlocks;
        using BufferSlice slice = pipe.Reader.Take(result.Buffer.GetPosition(750));
        Assert.True(slice.ChunkCount > 1);
        Assert.Equal(rented, _factory.Pool.GetStatistics().RentedBlocks);
        Assert.Equal(Encoding.ASCII.GetString(message)[..750], slice.Text());
        result = Completed.Now(pipe.Reader.ReadAsync());
        Assert.Equal(250, result.Buffer.Length);
        pipe.Reader.AdvanceTo(result.Buffer.End);
        End(pipe);
    }

    [Fact]
    public void Take_ExaminedBeyondConsumed_WaitsForMore()
    {
        ChunkedPipe pipe = Pipe();
        Write(pipe, "headrest");
        ReadResult result = Completed.Now(pipe.Reader.ReadAsync());
        Assert.Equal("head", pipe.Reader.Take(result.Buffer.GetPosition(4), result.Buffer.End).TakeText());
        Assert.False(pipe.Reader.TryRead(out _));
        Write(pipe, "!");
        Assert.True(pipe.Reader.TryRead(out result));
        Assert.Equal("rest!", pipe.Reader.Take(result.Buffer.End).TakeText());
        End(pipe);
    }

    [Fact]
    public void Take_Nothing_IsAnEmptySlice()
    {
        ChunkedPipe pipe = Pipe();
        Write(pipe, "head");
        ReadResult result = Completed.Now(pipe.Reader.ReadAsync());
        Assert.True(pipe.Reader.Take(result.Buffer.Start, result.Buffer.End).IsEmpty);
        End(pipe);
    }

    [Fact]
    public void Take_WriterIsPaused_ResumesIt()
    {
        ChunkedPipe pipe = Pipe(new ChunkedPipeOptions { PauseWriterThreshold = 10, ResumeWriterThreshold = 5 });
        ValueTask<FlushResult> flush = pipe.Writer.WriteAsync(new byte[12]);
        bool wasCompleted = flush.IsCompleted;
        ReadResult result = Completed.Now(pipe.Reader.ReadAsync());
        pipe.Reader.Take(result.Buffer.End).Dispose();
        Assert.False(wasCompleted);
        Completed.Now(flush);
        End(pipe);
    }

    [Fact]
    public void Append_Slice_IsSentWithoutACopy()
    {
        ChunkedPipe pipe = Pipe();
        using BufferSlice body = BufferSlice.CopyFrom(Encoding.ASCII.GetBytes(new string('b', 1000)), _factory.Pool);
        pipe.Writer.Write("head "u8);
        pipe.Writer.Append(body);
        pipe.Writer.Write(" tail"u8);
        Assert.Equal(1010, pipe.Writer.UnflushedBytes);
        Assert.False(pipe.Reader.TryRead(out _));
        Completed.Now(pipe.Writer.FlushAsync());
        Assert.Equal(0, pipe.Writer.UnflushedBytes);
        Assert.False(body.IsUnique);
        Assert.True(pipe.Reader.TryRead(out ReadResult result));
        Assert.Equal($"head {new string('b', 1000)} tail", Encoding.ASCII.GetString(result.Buffer));
        pipe.Reader.AdvanceTo(result.Buffer.End);
        Assert.True(body.IsUnique);
        End(pipe);
    }

    [Fact]
    public void Append_IntoAnOpenLease_KeepsTheOrder()
    {
        ChunkedPipe pipe = Pipe();
        using BufferSlice slice = BufferSlice.CopyFrom(new byte[500], _factory.Pool);
        Span<byte> span = pipe.Writer.GetSpan(10);
        "0123456789"u8.CopyTo(span);
        pipe.Writer.Advance(4);
        pipe.Writer.Append(slice);
        Assert.Throws<ArgumentOutOfRangeException>(() => pipe.Writer.Advance(1));
        Completed.Now(pipe.Writer.FlushAsync());
        ReadResult result = Completed.Now(pipe.Reader.ReadAsync());
        Assert.Equal(504, result.Buffer.Length);
        Assert.Equal("0123"u8.ToArray(), result.Buffer.Slice(0, 4).ToArray());
        End(pipe);
    }

    [Fact]
    public void WriteAsync_Slice_AppendsAndFlushes()
    {
        ChunkedPipe pipe = Pipe();
        using BufferSlice slice = _factory.Slice("message");
        var cancelled = new CancellationToken(canceled: true);
        Assert.Throws<TaskCanceledException>(() => Completed.Now(pipe.Writer.WriteAsync(slice, cancelled)));
        Completed.Now(pipe.Writer.WriteAsync(slice));
        Assert.True(pipe.Reader.TryRead(out ReadResult result));
        Assert.Equal("message", Encoding.ASCII.GetString(result.Buffer));
        End(pipe);
        Assert.Throws<InvalidOperationException>(() => Completed.Now(pipe.Writer.WriteAsync(slice)));
    }

    [Fact]
    public void Append_StaleSlice_ThrowsAndAddsNothing()
    {
        ChunkedPipe pipe = Pipe();
        BufferSlice gone = _factory.Slice("gone");
        gone.Dispose();
        pipe.Writer.Write("kept"u8);
        Assert.Throws<ObjectDisposedException>(() => pipe.Writer.Append(gone));
        Completed.Now(pipe.Writer.FlushAsync());
        ReadResult result = Completed.Now(pipe.Reader.ReadAsync());
        Assert.Equal("kept", Encoding.ASCII.GetString(result.Buffer));
        End(pipe);
        _factory.TakeMisuses();
    }

    [Fact]
    public void Append_ReaderCompleted_KeepsNothing()
    {
        ChunkedPipe pipe = Pipe();
        using BufferSlice slice = BufferSlice.CopyFrom(new byte[500], _factory.Pool);
        pipe.Reader.Complete();
        pipe.Writer.Append(slice);
        Assert.True(slice.IsUnique);
        Assert.True(Completed.Now(pipe.Writer.FlushAsync()).IsCompleted);
        pipe.Writer.Complete();
    }

    [Fact]
    public void AdvanceTo_PositionOfAnotherPipe_ThrowsAndChangesNothing()
    {
        ChunkedPipe pipe = Pipe();
        ChunkedPipe other = Pipe();
        Write(pipe, "content");
        Write(other, "content");
        ReadResult result = Completed.Now(pipe.Reader.ReadAsync());
        ReadResult foreign = Completed.Now(other.Reader.ReadAsync());
        Assert.Throws<InvalidOperationException>(() => pipe.Reader.AdvanceTo(foreign.Buffer.End));
        Assert.Throws<InvalidOperationException>(() => pipe.Reader.Take(foreign.Buffer.End));
        Assert.Throws<InvalidOperationException>(
            () => pipe.Reader.AdvanceTo(new ReadOnlySequence<byte>(new byte[3]).End));
        Assert.Equal("content", pipe.Reader.Take(result.Buffer.End).TakeText());
        End(pipe);
        End(other);
    }

    [Fact]
    public void AdvanceTo_PositionOfAnEarlierRead_ThrowsAndChangesNothing()
    {
        ChunkedPipe pipe = Pipe();
        Write(pipe, new byte[100]);
        ReadResult first = Completed.Now(pipe.Reader.ReadAsync());
        SequencePosition old = first.Buffer.GetPosition(10);
        pipe.Reader.AdvanceTo(first.Buffer.GetPosition(90));
        ReadResult second = Completed.Now(pipe.Reader.ReadAsync());
        Assert.Throws<InvalidOperationException>(() => pipe.Reader.AdvanceTo(old));
        pipe.Reader.AdvanceTo(second.Buffer.End);
        Assert.False(pipe.Reader.TryRead(out _));
        End(pipe);
    }

    [Fact]
    public void ReadAtLeastAsync_SomeWereExaminedBefore_CountsThem()
    {
        ChunkedPipe pipe = Pipe();
        Write(pipe, "12345");
        ReadResult result = Completed.Now(pipe.Reader.ReadAsync());
        pipe.Reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        Task<ReadResult> read = pipe.Reader.ReadAtLeastAsync(8).AsTask();
        Write(pipe, "67");
        Assert.False(read.IsCompleted);
        Write(pipe, "8");
        Assert.Equal(8, read.Result.Buffer.Length);
        End(pipe);
    }

    [Fact]
    public async Task ReadAsync_TwoAwaitAtOnce_BothFail()
    {
        ChunkedPipe pipe = Pipe();
        Task<ReadResult> first = pipe.Reader.ReadAsync().AsTask();
        Task<ReadResult> second = pipe.Reader.ReadAsync().AsTask();
        await Assert.ThrowsAsync<InvalidOperationException>(() => first);
        await Assert.ThrowsAsync<InvalidOperationException>(() => second);
        pipe.Reader.Complete();
    }

    [Fact]
    public async Task FlushAsync_TwoAwaitAtOnce_BothFail()
    {
        ChunkedPipe pipe = Pipe(new ChunkedPipeOptions { PauseWriterThreshold = 1 });
        Task<FlushResult> first = pipe.Writer.WriteAsync(new byte[1]).AsTask();
        Task<FlushResult> second = pipe.Writer.FlushAsync().AsTask();
        await Assert.ThrowsAsync<InvalidOperationException>(() => first);
        await Assert.ThrowsAsync<InvalidOperationException>(() => second);
        pipe.Writer.Complete();
    }

    [Fact]
    public async Task ReadAsync_AwaitedTwice_ThrowsTheSecondTime()
    {
        ChunkedPipe pipe = Pipe();
        ValueTask<ReadResult> read = pipe.Reader.ReadAsync();
        Write(pipe, "content");
        Assert.Equal(7, Completed.Now(read).Buffer.Length);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await read);
        End(pipe);
    }

    [Fact]
    public void Complete_ReaderFirst_FreesWhatNobodyWillRead()
    {
        ChunkedPipe pipe = Pipe(new ChunkedPipeOptions { PauseWriterThreshold = 0 });
        Write(pipe, new byte[10_000]);
        Assert.True(_factory.Pool.GetStatistics().RentedBlocks > 1);
        pipe.Reader.Complete();
        Assert.True(_factory.Pool.GetStatistics().RentedBlocks <= 1);
        pipe.Writer.Complete();
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public void ReadAsync_WaitsOnAnEmptyPipe_ReleasesMemoryAsTold(bool releases, int expected)
    {
        ChunkedPipe pipe = Pipe(new ChunkedPipeOptions { ReleaseMemoryWhenIdle = releases });
        Write(pipe, "content");
        ReadResult result = Completed.Now(pipe.Reader.ReadAsync());
        pipe.Reader.AdvanceTo(result.Buffer.End);
        Task<ReadResult> read = pipe.Reader.ReadAsync().AsTask();
        Assert.Equal(expected, _factory.Pool.GetStatistics().RentedBlocks);
        Write(pipe, "more");
        Assert.Equal(4, read.Result.Buffer.Length);
        End(pipe);
    }

    [Fact]
    public void ReadAsync_WriterHoldsRoom_DoesNotTakeItAway()
    {
        ChunkedPipe pipe = Pipe();
        Span<byte> room = pipe.Writer.GetSpan(8);
        Task<ReadResult> read = pipe.Reader.ReadAsync().AsTask();
        "intact"u8.CopyTo(room);
        pipe.Writer.Advance(6);
        Completed.Now(pipe.Writer.FlushAsync());
        Assert.Equal("intact", Encoding.ASCII.GetString(read.Result.Buffer));
        End(pipe);
    }

    [Fact]
    public void Constructor_BadOptions_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new ChunkedPipe(new ChunkedPipeOptions { PauseWriterThreshold = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new ChunkedPipe(new ChunkedPipeOptions { ResumeWriterThreshold = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ChunkedPipe(
            new ChunkedPipeOptions { PauseWriterThreshold = 5, ResumeWriterThreshold = 6 }));
        Assert.Throws<ArgumentNullException>(() => new ChunkedPipe(new ChunkedPipeOptions { ReaderScheduler = null! }));
        Assert.Throws<ArgumentNullException>(() => new ChunkedPipe(new ChunkedPipeOptions { WriterScheduler = null! }));
    }

    [Fact]
    public async Task AsStream_BothEnds_CarryBytes()
    {
        ChunkedPipe pipe = Pipe(new ChunkedPipeOptions { PauseWriterThreshold = 0 });
        byte[] content = new Native.TestKit.SeededRandom(2).NextBytes(50_000);
        await using (Stream writer = pipe.Writer.AsStream())
        {
            await writer.WriteAsync(content);
        }

        using var copy = new MemoryStream();
        await using (Stream reader = pipe.Reader.AsStream())
        {
            await reader.CopyToAsync(copy);
        }

        Assert.Equal(content, copy.ToArray());
    }

    [Fact]
    public async Task CopyToAsync_StreamAndPipe_CopyToTheEnd()
    {
        ChunkedPipe first = Pipe(new ChunkedPipeOptions { PauseWriterThreshold = 0 });
        ChunkedPipe second = Pipe(new ChunkedPipeOptions { PauseWriterThreshold = 0 });
        byte[] content = new Native.TestKit.SeededRandom(4).NextBytes(50_000);
        Write(first, content);
        first.Writer.Complete();
        await first.Reader.CopyToAsync(second.Writer);
        second.Writer.Complete();
        using var copy = new MemoryStream();
        await second.Reader.CopyToAsync(copy);
        first.Reader.Complete();
        second.Reader.Complete();
        Assert.Equal(content, copy.ToArray());
    }

    private ChunkedPipe Pipe(ChunkedPipeOptions? options = null) => new((options ?? Inline()) with
    {
        Pool = _factory.Pool,
        BufferOptions = new ChunkedBufferOptions { ChunkLengthMin = 64, ChunkLengthMax = 256 },
    });

    private static void Write(ChunkedPipe pipe, string text) => Write(pipe, Encoding.ASCII.GetBytes(text));

    private static void Write(ChunkedPipe pipe, byte[] bytes) => Completed.Now(pipe.Writer.WriteAsync(bytes));

    private static void End(ChunkedPipe pipe)
    {
        pipe.Writer.Complete();
        pipe.Reader.Complete();
    }
}
