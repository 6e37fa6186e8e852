using System;
using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests.Interop;

/// <content>Two threads at the ends of one pipe, and steady states that allocate nothing.</content>
public sealed partial class ChunkedPipeTests
{
    private const int TransferLength = 2_000_000;

    [Theory]
    [InlineData(true, 1, 1)]
    [InlineData(true, 1000, 300)]
    [InlineData(false, 1000, 1000)]
    [InlineData(false, 65536, 32768)]
    [InlineData(false, 0, 0)]
    public async Task TwoThreads_RandomSizes_CarryEveryByteInOrder(bool inline, long pause, long resume)
    {
        SeededRandom random = SeededRandom.Create();
        PipeScheduler scheduler = inline ? PipeScheduler.Inline : PipeScheduler.ThreadPool;
        using var pool = new BlockPool();
        var pipe = new ChunkedPipe(new ChunkedPipeOptions
        {
            Pool = pool,
            BufferOptions = new ChunkedBufferOptions { ChunkLengthMin = 512, ChunkLengthMax = 4096 },
            ReaderScheduler = scheduler,
            WriterScheduler = scheduler,
            PauseWriterThreshold = pause,
            ResumeWriterThreshold = resume,
        });
        using var taken = new BlockingCollection<(long Offset, BufferSlice Slice)>();
        SeededRandom writerRandom = random.Fork();
        SeededRandom readerRandom = random.Fork();
        Task writer = Task.Run(() => ProduceAsync(pipe.Writer, pool, writerRandom));
        Task<long> reader = Task.Run(() => ConsumeAsync(pipe.Reader, readerRandom, taken));
        Task keeper = Task.Factory.StartNew(
            () => CheckTaken(taken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await writer;
        Assert.Equal(TransferLength, await reader);
        await keeper;
        Assert.Equal(0, pool.GetStatistics().RentedBlocks);
    }

    [Fact]
    public async Task TwoThreads_CancellingAndTokens_LoseNothing()
    {
        ChunkedPipe pipe = Pipe(new ChunkedPipeOptions { PauseWriterThreshold = 100, ResumeWriterThreshold = 50 });
        using var stop = new CancellationTokenSource();
        Task canceller = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                pipe.Reader.CancelPendingRead();
                pipe.Writer.CancelPendingFlush();
                Thread.Yield();
            }
        });
        Task writer = Task.Run(async () =>
        {
            for (int i = 0; i < 5_000; i++)
            {
                pipe.Writer.GetSpan(1)[0] = (byte)i;
                pipe.Writer.Advance(1);
                await FlushOnceAsync(pipe.Writer, i % 7 == 0);
            }

            await pipe.Writer.CompleteAsync();
        });
        int next = 0;
        for (bool isCompleted = false; !isCompleted;)
        {
            ReadResult result = await ReadOnceAsync(pipe.Reader, next % 5 == 0);
            foreach (ReadOnlyMemory<byte> memory in result.Buffer)
            {
                foreach (byte value in memory.Span)
                {
                    Assert.True((byte)next == value, $"byte {next} is {value}");
                    next++;
                }
            }

            pipe.Reader.AdvanceTo(result.Buffer.End);
            isCompleted = result.IsCompleted;
        }

        await pipe.Reader.CompleteAsync();
        await writer;
        await stop.CancelAsync();
        await canceller;
        Assert.Equal(5_000, next);
    }

    [Fact]
    public void WriteAndRead_DataIsThere_AllocatesNothing()
    {
        using var pool = new BlockPool(new BlockPoolOptions { Mode = BlockPoolMode.Default });
        var pipe = new ChunkedPipe(new ChunkedPipeOptions { Pool = pool });
        byte[] message = new byte[5000];
        AllocationAssert.Flat(() =>
        {
            pipe.Writer.GetSpan(100)[0] = 1;
            pipe.Writer.Advance(100);
            Completed.Now(pipe.Writer.FlushAsync());
            Completed.Now(pipe.Writer.WriteAsync(message));
            Completed.Same(5100, Completed.Now(pipe.Reader.ReadAsync()).Buffer.Length);
            pipe.Reader.AdvanceTo(default);
            Assert.True(pipe.Reader.TryRead(out ReadResult result));
            using BufferSlice slice = pipe.Reader.Take(result.Buffer.GetPosition(4500));
            pipe.Writer.Append(slice);
            Completed.Now(pipe.Writer.FlushAsync());
            result = Completed.Now(pipe.Reader.ReadAtLeastAsync(5100));
            pipe.Reader.AdvanceTo(result.Buffer.End);
        });
        pipe.Writer.Complete();
        pipe.Reader.Complete();
    }

    [Fact]
    public void ReadAsync_Waits_AllocatesNothing()
    {
        using var pool = new BlockPool(new BlockPoolOptions { Mode = BlockPoolMode.Default });
        var pipe = new ChunkedPipe(Inline() with { Pool = pool, PauseWriterThreshold = 10, ResumeWriterThreshold = 5 });
        using var cancellation = new CancellationTokenSource();
        byte[] message = new byte[20];
        int woken = 0;
        Action wake = () => woken++;
        AllocationAssert.Flat(() =>
        {
            ValueTaskAwaiter<ReadResult> read = Completed.Hook(pipe.Reader.ReadAsync(cancellation.Token), wake);
            ValueTaskAwaiter<FlushResult> flush =
                Completed.Hook(pipe.Writer.WriteAsync(message, cancellation.Token), wake);
            ReadResult result = read.GetResult();
            pipe.Reader.AdvanceTo(result.Buffer.End);
            flush.GetResult();
        });
        Assert.True(woken > 0 && woken % 2 == 0);
        End(pipe);
    }

    [Fact]
    public void Reset_Repeated_AllocatesNothing()
    {
        using var pool = new BlockPool(new BlockPoolOptions { Mode = BlockPoolMode.Default });
        var pipe = new ChunkedPipe(new ChunkedPipeOptions { Pool = pool });
        byte[] message = new byte[100];
        AllocationAssert.Flat(() =>
        {
            Completed.Now(pipe.Writer.WriteAsync(message));
            End(pipe);
            pipe.Reset();
        });
        End(pipe);
    }

    private static async Task FlushOnceAsync(PipeWriter writer, bool withToken)
    {
        using var token = new CancellationTokenSource();
        try
        {
            ValueTask<FlushResult> flush = writer.FlushAsync(withToken ? token.Token : default);
            if (withToken)
            {
                await token.CancelAsync();
            }

            await flush;
        }
        catch (OperationCanceledException)
        {
            Assert.True(withToken);
        }
    }

    private static async Task<ReadResult> ReadOnceAsync(PipeReader reader, bool withToken)
    {
        while (true)
        {
            using var token = new CancellationTokenSource();
            try
            {
                ValueTask<ReadResult> read = reader.ReadAsync(withToken ? token.Token : default);
                if (withToken)
                {
                    await token.CancelAsync();
                }

                return await read;
            }
            catch (OperationCanceledException)
            {
                Assert.True(withToken);
                withToken = false;
            }
        }
    }

    private static byte At(long offset) => (byte)(offset * 31 >> 3);

    private static async Task ProduceAsync(ChunkedPipeWriter writer, BlockPool pool, SeededRandom random)
    {
        long written = 0;
        while (written < TransferLength)
        {
            int length = (int)Math.Min(random.NextLength(3000), TransferLength - written);
            switch (random.Next(4))
            {
                case 0:
                    using (BufferSlice slice = BufferSlice.CopyFrom(Content(written, length), pool))
                    {
                        await writer.WriteAsync(slice);
                    }

                    break;
                case 1:
                    await writer.WriteAsync(Content(written, length));
                    break;
                default:
                    writer.Write(Content(written, length));
                    break;
            }

            written += length;
            if (random.Chance(30) && (await writer.FlushAsync()).IsCompleted)
            {
                break;
            }
        }

        await writer.CompleteAsync();
    }

    private static async Task<long> ConsumeAsync(
        ChunkedPipeReader reader, SeededRandom random, BlockingCollection<(long Offset, BufferSlice Slice)> taken)
    {
        long consumed = 0;
        for (bool isOver = false; !isOver;)
        {
            ReadResult result = await reader.ReadAsync();
            ReadOnlySequence<byte> buffer = result.Buffer;
            long count = result.IsCompleted || random.Chance(30) ? buffer.Length : random.NextInt64(buffer.Length + 1);
            isOver = result.IsCompleted;
            if (random.Chance(50))
            {
                taken.Add((consumed, reader.Take(buffer.GetPosition(count), buffer.GetPosition(count))));
            }
            else
            {
                Check(buffer.Slice(0, count), consumed);
                reader.AdvanceTo(buffer.GetPosition(count), buffer.GetPosition(count));
            }

            consumed += count;
        }

        taken.CompleteAdding();
        await reader.CompleteAsync();
        return consumed;
    }

    private static void CheckTaken(BlockingCollection<(long Offset, BufferSlice Slice)> taken)
    {
        foreach ((long offset, BufferSlice slice) in taken.GetConsumingEnumerable())
        {
            using SequenceLease lease = slice.AsReadOnlySequence();
            Check(lease.Sequence, offset);
            slice.Dispose();
        }
    }

    private static void Check(ReadOnlySequence<byte> bytes, long offset)
    {
        foreach (ReadOnlyMemory<byte> memory in bytes)
        {
            foreach (byte value in memory.Span)
            {
                Assert.True(At(offset) == value, $"byte {offset} is {value}");
                offset++;
            }
        }
    }

    private static byte[] Content(long offset, int length)
    {
        byte[] content = new byte[length];
        for (int i = 0; i < length; i++)
        {
            content[i] = At(offset + i);
        }

        return content;
    }
}
