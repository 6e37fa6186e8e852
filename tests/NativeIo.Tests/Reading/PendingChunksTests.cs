using System;
using System.IO;
using System.Threading.Tasks;
using ChunkedBuffers;
using Native.TestKit;
using Xunit;

namespace NativeIo.Tests;

public sealed class PendingChunksTests
{
    [Fact]
    public async Task Drain_ReadsThatFail_WaitsForAllOthersAndDropsWhatTheyGive()
    {
        using var pool = new TrackingBlockPool();
        Exception[] failures =
        [
            new IOException("disk"), new OperationCanceledException(), new InsufficientMemoryException("pool"),
            new ObjectDisposedException("pool"),
        ];
        foreach (Exception failure in failures)
        {
            PendingChunks pending = Fill(failure, out TaskCompletionSource<BufferSlice> late);
            Task drained = pending.DrainAsync().AsTask();

            // The read that is under way has memory, which is given back when this is over.
            Assert.False(drained.IsCompleted);
            late.SetResult(BufferSlice.CopyFrom("late"u8, pool.Pool));
            await drained;
            Assert.Equal(0, pending.Count);
        }
    }

    [Fact]
    public async Task Drain_FailureThatNobodyExpects_IsToldWhenAllIsOver()
    {
        var failure = new InvalidOperationException("a mistake");
        PendingChunks pending = Fill(failure, out TaskCompletionSource<BufferSlice> late);
        Task drained = pending.DrainAsync().AsTask();
        Assert.False(drained.IsCompleted);
        late.SetResult(default);
        Assert.Same(failure, await Assert.ThrowsAsync<InvalidOperationException>(() => drained));
        Assert.Equal(0, pending.Count);
    }

    private static PendingChunks Fill(Exception failure, out TaskCompletionSource<BufferSlice> late)
    {
        late = new TaskCompletionSource<BufferSlice>();
        var pending = new PendingChunks(2);
        pending.Add(ValueTask.FromException<BufferSlice>(failure));
        pending.Add(new ValueTask<BufferSlice>(late.Task));
        return pending;
    }
}
