using System;
using System.Collections.Generic;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace ChunkedBuffers.Tests.Interop;

/// <content>Where continuations run.</content>
public sealed partial class ChunkedPipeTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ReadAsync_AwaitedInAContext_ReturnsToItAsTold(bool uses)
    {
        ChunkedPipe pipe = Pipe(new ChunkedPipeOptions
        {
            UseSynchronizationContext = uses,
            ReaderScheduler = PipeScheduler.Inline,
        });
        var context = new QueueContext();
        Task<int> read = RunIn(context, async () =>
        {
            ReadResult result = await pipe.Reader.ReadAsync();
            return (int)result.Buffer.Length;
        });
        Write(pipe, "content");
        Assert.Equal(!uses, read.IsCompleted);
        Assert.Equal(uses ? 1 : 0, context.Run());
        Assert.Equal(7, read.Result);
        End(pipe);
    }

    [Fact]
    public void FlushAsync_AwaitedInAContext_ReturnsToIt()
    {
        ChunkedPipe pipe = Pipe(new ChunkedPipeOptions { PauseWriterThreshold = 5, ResumeWriterThreshold = 5 });
        var context = new QueueContext();
        Task<bool> flush = RunIn(context, async () => (await pipe.Writer.WriteAsync(new byte[5])).IsCompleted);
        pipe.Reader.Complete();
        Assert.False(flush.IsCompleted);
        Assert.Equal(1, context.Run());
        Assert.True(flush.Result);
        pipe.Writer.Complete();
    }

    [Fact]
    public void ReadAsync_ConfiguredAwait_IgnoresTheContext()
    {
        ChunkedPipe pipe = Pipe(new ChunkedPipeOptions { ReaderScheduler = PipeScheduler.Inline });
        var context = new QueueContext();
        Task<long> read = RunIn(
            context, async () => (await pipe.Reader.ReadAsync().ConfigureAwait(false)).Buffer.Length);
        Write(pipe, "content");
        Assert.Equal(0, context.Run());
        Assert.Equal(7, read.Result);
        End(pipe);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void OnCompleted_FlowingContext_RunsInIt(bool inSynchronizationContext)
    {
        ChunkedPipe pipe = Pipe(new ChunkedPipeOptions { ReaderScheduler = PipeScheduler.Inline });
        var local = new AsyncLocal<string>();
        var context = new QueueContext();
        string? seen = null;
        _ = RunIn(inSynchronizationContext ? context : null, () =>
        {
            local.Value = "of the reader";
            Completed.HookFlowing(pipe.Reader.ReadAsync(), () => seen = local.Value);
            local.Value = "changed";
            return Task.FromResult(0);
        });
        local.Value = "of the writer";
        Write(pipe, "content");
        context.Run();
        Assert.Equal("of the reader", seen);
        End(pipe);
    }

    [Fact]
    public void InlineSchedulers_ReaderAnswersInTheWritersCall_DoNotDeadlock()
    {
        ChunkedPipe requests = Pipe(Inline());
        ChunkedPipe answers = Pipe(Inline());
        Task server = EchoAsync(requests.Reader, answers.Writer);
        for (int i = 0; i < 100; i++)
        {
            Write(requests, "ping");
            Assert.True(answers.Reader.TryRead(out ReadResult answer));
            Assert.Equal(4, answer.Buffer.Length);
            answers.Reader.AdvanceTo(answer.Buffer.End);
        }

        requests.Writer.Complete();
        Assert.True(server.IsCompletedSuccessfully);
        answers.Reader.Complete();
    }

    private static ChunkedPipeOptions Inline() => new()
    {
        ReaderScheduler = PipeScheduler.Inline,
        WriterScheduler = PipeScheduler.Inline,
    };

    private static async Task EchoAsync(PipeReader reader, PipeWriter writer)
    {
        while (true)
        {
            ReadResult result = await reader.ReadAsync();
            foreach (ReadOnlyMemory<byte> memory in result.Buffer)
            {
                await writer.WriteAsync(memory);
            }

            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                await reader.CompleteAsync();
                await writer.CompleteAsync();
                return;
            }
        }
    }

    private static Task<T> RunIn<T>(SynchronizationContext? context, Func<Task<T>> operation)
    {
        SynchronizationContext? previous = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(context);
        try
        {
            return operation();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(previous);
        }
    }

    /// <summary>A synchronization context that runs what was posted when the test says so.</summary>
    private sealed class QueueContext : SynchronizationContext
    {
        private readonly Queue<(SendOrPostCallback Callback, object? State)> _queue = new();

        public override void Post(SendOrPostCallback d, object? state) => _queue.Enqueue((d, state));

        internal int Run()
        {
            int count = 0;
            for (; _queue.TryDequeue(out (SendOrPostCallback Callback, object? State) item); count++)
            {
                item.Callback(item.State);
            }

            return count;
        }
    }
}
