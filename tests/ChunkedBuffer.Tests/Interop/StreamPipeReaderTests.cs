using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.IO.Pipelines;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests.Interop;

public sealed partial class StreamPipeReaderTests : IDisposable
{
    private readonly BufferFactory _factory = new();

    public void Dispose() => _factory.Dispose();

    [Fact]
    public async Task ReadAsync_ShortReads_LooksLikeTheFrameworksReader() => await Compare(async reader =>
    {
        var log = new List<string>();
        log.Add(Describe(reader.TryRead(out ReadResult result), result));
        for (int i = 0; i < 6; i++)
        {
            result = await reader.ReadAsync();
            log.Add(Describe(true, result));
            reader.AdvanceTo(result.Buffer.GetPosition(result.Buffer.Length / 2), result.Buffer.End);
            log.Add(Describe(reader.TryRead(out result), result));
            if (result.IsCompleted)
            {
                reader.AdvanceTo(result.Buffer.End);
            }
        }

        return log;
    });

    [Fact]
    public async Task ReadAtLeastAsync_ShortReads_LooksLikeTheFrameworksReader() => await Compare(async reader =>
    {
        var log = new List<string>();
        foreach (int least in new[] { 3, 1, 0, 5, 100 })
        {
            ReadResult result = await reader.ReadAtLeastAsync(least);
            log.Add(Describe(true, result));
            reader.AdvanceTo(result.Buffer.GetPosition(Math.Min(2, result.Buffer.Length)));
        }

        return log;
    });

    [Fact]
    public async Task CancelPendingRead_AnyMoment_LooksLikeTheFrameworksReader() => await Compare(async reader =>
    {
        var log = new List<string>();
        reader.CancelPendingRead();
        log.Add(Describe(true, await reader.ReadAsync()));
        ReadResult result = await reader.ReadAsync();
        log.Add(Describe(true, result));
        reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        reader.CancelPendingRead();
        reader.CancelPendingRead();
        log.Add(Describe(reader.TryRead(out result), result));
        reader.AdvanceTo(result.Buffer.Start);
        log.Add(Describe(reader.TryRead(out result), result));
        log.Add((await Record.ExceptionAsync(
            async () => await reader.ReadAsync(new CancellationToken(true))))!.GetType().Name);
        return log;
    });

    [Fact]
    public async Task Complete_AnyMoment_LooksLikeTheFrameworksReader() => await Compare(async reader =>
    {
        var log = new List<string>();
        ReadResult result = await reader.ReadAsync();
        reader.AdvanceTo(result.Buffer.Start);
        await reader.CompleteAsync();
        await reader.CompleteAsync();
        log.Add(Record.Exception(() => reader.TryRead(out _))!.GetType().Name);
        log.Add((await Record.ExceptionAsync(async () => await reader.ReadAsync()))!.GetType().Name);
        log.Add(Record.Exception(() => reader.AdvanceTo(default))!.GetType().Name);
        reader.CancelPendingRead();
        return log;
    });

    [Fact]
    public async Task AdvanceTo_BadPosition_ThrowsAndChangesNothing()
    {
        ChunkedPipeReader reader = Reader(Pieces());
        ReadResult result = await reader.ReadAsync();
        SequencePosition end = result.Buffer.End;
        Assert.Throws<InvalidOperationException>(() => reader.AdvanceTo(end, result.Buffer.Start));
        Assert.Throws<InvalidOperationException>(
            () => reader.AdvanceTo(new ReadOnlySequence<byte>(new byte[2]).End));
        reader.AdvanceTo(default);
        Assert.True(reader.TryRead(out result));
        Assert.Equal("one ", Encoding.ASCII.GetString(result.Buffer));
        reader.AdvanceTo(end);
        Assert.Throws<InvalidOperationException>(() => reader.AdvanceTo(end));
        Assert.Throws<InvalidOperationException>(() => reader.Take(end));
        await reader.CompleteAsync();
    }

    [Fact]
    public async Task CopyToAsync_Stream_CopiesAll()
    {
        byte[] content = new SeededRandom(8).NextBytes(100_000);
        ChunkedPipeReader reader = Reader(new MemoryStream(content));
        ReadResult result = await reader.ReadAsync();
        reader.AdvanceTo(result.Buffer.GetPosition(10), result.Buffer.End);
        var copy = new MemoryStream();
        await reader.CopyToAsync(copy);
        await reader.CompleteAsync();
        Assert.Equal(content[10..], copy.ToArray());
    }

    [Fact]
    public async Task Take_PartOfARead_OutlivesTheReader()
    {
        var stream = new ScriptedStream().Gives("first\nsec"u8.ToArray(), "ond\n"u8.ToArray());
        ChunkedPipeReader reader = Reader(stream);
        ReadResult result = await reader.ReadAsync();
        using BufferSlice first = reader.Take(result.Buffer.PositionOf((byte)'\n')!.Value, result.Buffer.End);
        result = await reader.ReadAsync();
        Assert.Equal("\nsecond\n", Encoding.ASCII.GetString(result.Buffer));
        using BufferSlice rest = reader.Take(result.Buffer.End);
        await reader.CompleteAsync();
        Assert.True(stream.IsDisposed);
        Assert.Equal("first", first.Text());
        Assert.Equal("\nsecond\n", rest.Text());
    }

    [Fact]
    public async Task ReadAsync_ManySmallReads_KeepsEarlierBytes()
    {
        byte[] content = new SeededRandom(9).NextBytes(3000);
        ChunkedPipeReader reader = Reader(new ScriptedStream().Gives(Chunkings.Fixed(content, 7)));
        ReadResult result;
        do
        {
            result = await reader.ReadAsync();
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
        while (!result.IsCompleted);

        result = await reader.ReadAsync();
        Assert.True(result.IsCompleted);
        Assert.Equal(content, result.Buffer.ToArray());
        await reader.CompleteAsync();
    }

    [Fact]
    public async Task ReadAtLeastAsync_FarMoreThanTheStreamHas_RentsNoMoreThanAChunkAhead()
    {
        ChunkedPipeReader reader = Reader(Pieces());
        ReadResult result = await reader.ReadAtLeastAsync(int.MaxValue);
        Assert.True(result.IsCompleted);
        Assert.Equal("one two three four", Encoding.ASCII.GetString(result.Buffer));
        Assert.InRange(_factory.Pool.GetStatistics().RentedBytes, 1, 65536);
        await reader.CompleteAsync();
    }

    [Fact]
    public async Task CancelPendingRead_ReadWaits_EndsItAndTheNextGoesOn()
    {
        var piece = new TaskCompletionSource<byte[]>();
        var stream = new ScriptedStream().GivesLater(new TaskCompletionSource<byte[]>()).GivesLater(piece);
        ChunkedPipeReader reader = Reader(stream);
        Task<ReadResult> read = reader.ReadAsync().AsTask();
        Assert.False(read.IsCompleted);
        reader.CancelPendingRead();
        Assert.True((await read).IsCanceled);
        read = reader.ReadAsync().AsTask();
        piece.SetResult("late"u8.ToArray());
        ReadResult result = await read;
        Assert.False(result.IsCanceled);
        Assert.Equal("late", Encoding.ASCII.GetString(result.Buffer));
        await reader.CompleteAsync();
    }

    [Fact]
    public async Task ReadAsync_TokenCancelledWhileWaiting_ThrowsAndTheNextGoesOn()
    {
        var stream = new ScriptedStream()
            .GivesLater(new TaskCompletionSource<byte[]>()).Gives("after"u8.ToArray());
        ChunkedPipeReader reader = Reader(stream);
        using var cancellation = new CancellationTokenSource();
        Task<ReadResult> read = reader.ReadAsync(cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        OperationCanceledException thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        Assert.Equal(cancellation.Token, thrown.CancellationToken);
        ReadResult result = await reader.ReadAsync();
        Assert.False(result.IsCanceled);
        Assert.Equal(5, result.Buffer.Length);
        await reader.CompleteAsync();
    }

    [Fact]
    public async Task ReadAsync_StreamFails_ThrowsAndKeepsWhatCame()
    {
        var failure = new IOException("broken");
        var stream = new ScriptedStream().Gives("came"u8.ToArray()).ReadFails(failure).Gives(" back"u8.ToArray());
        ChunkedPipeReader reader = Reader(stream);
        ReadResult result = await reader.ReadAsync();
        reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        Assert.Same(failure, await Assert.ThrowsAsync<IOException>(async () => await reader.ReadAsync()));
        result = await reader.ReadAsync();
        Assert.Equal("came back", Encoding.ASCII.GetString(result.Buffer));
        await reader.CompleteAsync();
    }

    [Fact]
    public async Task AnyCall_WhileAReadWaits_Throws()
    {
        var piece = new TaskCompletionSource<byte[]>();
        ChunkedPipeReader reader = Reader(new ScriptedStream().GivesLater(piece));
        Task<ReadResult> read = reader.ReadAsync().AsTask();
        Assert.Throws<InvalidOperationException>(() => reader.TryRead(out _));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await reader.ReadAsync());
        Assert.Throws<InvalidOperationException>(() => reader.AdvanceTo(default));
        piece.SetResult("fine"u8.ToArray());
        Assert.Equal(4, (await read).Buffer.Length);
        await reader.CompleteAsync();
    }

    [Fact]
    public async Task Complete_ReadInFlight_KeepsTheBlockUntilTheStreamIsDone()
    {
        var piece = new TaskCompletionSource<byte[]>();
        ChunkedPipeReader reader = Reader(new ScriptedStream().GivesLater(piece));
        Task<ReadResult> read = reader.ReadAsync().AsTask();
        reader.Complete();
        Assert.Equal(1, _factory.Pool.GetStatistics().RentedBlocks);
        piece.SetResult("late"u8.ToArray());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => read);
        Assert.Equal(0, _factory.Pool.GetStatistics().RentedBlocks);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Complete_LeaveOpen_DecidesAboutTheStream(bool leaveOpen)
    {
        var first = new ScriptedStream();
        var second = new ScriptedStream();
        Reader(first, new ChunkedPipeReaderOptions { LeaveOpen = leaveOpen }).Complete();
        await Reader(second, new ChunkedPipeReaderOptions { LeaveOpen = leaveOpen }).CompleteAsync();
        Assert.Equal(!leaveOpen, first.IsDisposed);
        Assert.Equal(!leaveOpen, second.IsDisposed);
    }

    [Fact]
    public async Task UseZeroByteReads_NothingBuffered_HoldsNoMemoryWhileWaiting()
    {
        var stream = new ScriptedStream().Gives("one"u8.ToArray(), "two"u8.ToArray());
        ChunkedPipeReader reader = Reader(stream, new ChunkedPipeReaderOptions { UseZeroByteReads = true });
        ReadResult result = await reader.ReadAsync();
        Assert.Equal(1, stream.EmptyReadCount);
        reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        result = await reader.ReadAsync();
        Assert.Equal(1, stream.EmptyReadCount);
        Assert.Equal(6, result.Buffer.Length);
        reader.AdvanceTo(result.Buffer.End);
        await reader.ReadAsync();
        Assert.Equal(2, stream.EmptyReadCount);
        await reader.CompleteAsync();
    }

    [Fact]
    public void Create_BadArguments_Throws()
    {
        var closed = new MemoryStream();
        closed.Dispose();
        Assert.Throws<ArgumentNullException>(() => ChunkedPipeReader.Create((Stream)null!));
        Assert.Throws<ArgumentException>(() => ChunkedPipeReader.Create(closed));
        Assert.Throws<ArgumentOutOfRangeException>(() => ChunkedPipeReader.Create(
            Stream.Null, new ChunkedPipeReaderOptions { ReadLengthMin = 0 }));
    }

    [Fact]
    public void ReadAndAdvance_Repeated_AllocatesNothing()
    {
        using var pool = new BlockPool(new BlockPoolOptions { Mode = BlockPoolMode.Default });
        var stream = new EndlessStream();
        ChunkedPipeReader reader = ChunkedPipeReader.Create(stream, new ChunkedPipeReaderOptions { Pool = pool });
        AsyncAllocations.Flat(
            () =>
            {
                ReadResult result = Completed.Now(reader.ReadAsync());
                reader.AdvanceTo(result.Buffer.GetPosition(100), result.Buffer.End);
                result = Completed.Now(reader.ReadAtLeastAsync(9000));
                reader.Take(result.Buffer.GetPosition(2000)).Dispose();
                Assert.True(reader.TryRead(out result));
                reader.AdvanceTo(result.Buffer.End);
            },
            5_000);
        reader.Complete();
    }

    private static string Describe(bool hasResult, ReadResult result) => !hasResult
        ? "nothing"
        : $"'{Encoding.ASCII.GetString(result.Buffer)}' {result.IsCanceled} {result.IsCompleted}";

    private static ScriptedStream Pieces() => new ScriptedStream().Gives(
        [.. new[] { "one ", "two ", "three ", "f", "our" }.Select(Encoding.ASCII.GetBytes)]);

    private static async Task Compare(Func<PipeReader, Task<List<string>>> script)
    {
        using var factory = new BufferFactory();
        List<string> expected = await script(PipeReader.Create(Pieces()));
        ChunkedPipeReader ours = ChunkedPipeReader.Create(
            Pieces(), new ChunkedPipeReaderOptions { Pool = factory.Pool });
        List<string> actual = await script(ours);
        await ours.CompleteAsync();
        Assert.Equal(expected, actual);
    }

    private ChunkedPipeReader Reader(Stream stream, ChunkedPipeReaderOptions? options = null) =>
        ChunkedPipeReader.Create(
            stream,
            (options ?? new ChunkedPipeReaderOptions()) with
            {
                Pool = _factory.Pool,
                BufferOptions = new ChunkedBufferOptions { ChunkLengthMin = 512, ChunkLengthMax = 4096 },
            });

    /// <summary>Gives up to 1000 bytes for each read, for ever.</summary>
    private sealed class EndlessStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(Math.Min(buffer.Length, 1000));
    }
}
