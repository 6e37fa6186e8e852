using System;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using Xunit;

namespace Storage.Lite.Tests.Contract;

public sealed class StorageWriterTests
{
    [Fact]
    public async Task Writes_SmallOnes_ComeTogether()
    {
        await using var writer = new ScriptedWriter();
        for (int count = 0; count < 100; count++)
        {
            await writer.WriteAsync(new byte[1000]);
        }

        Assert.Equal(66_000, Assert.Single(writer.Written).Length);
        Assert.Equal(100_000, writer.Length);
        await writer.CommitAsync();
        Assert.Equal(34_000, writer.Written[1].Length);
        Assert.True(writer.IsCommitted);
    }

    [Fact]
    public async Task Writes_OfSlices_KeepTheOrder()
    {
        await using var writer = new ScriptedWriter();
        using BufferSlice slice = BufferSlice.CopyFrom("slice"u8);
        "span,"u8.CopyTo(writer.GetSpan(5));
        writer.Advance(5);
        "memory,"u8.CopyTo(writer.GetMemory(7).Span);
        writer.Advance(7);
        await writer.WriteAsync(slice);
        await writer.WriteAsync(BufferSlice.Empty);
        await writer.CommitAsync();

        Assert.Equal(["span,memory,", "slice"], writer.Written.ConvertAll(Encoding.UTF8.GetString));
        Assert.Equal(17, writer.Length);
    }

    [Fact]
    public async Task Writer_WhoseWriteFailed_DoesNotCommit()
    {
        await using var writer = new ScriptedWriter { Failure = new TimeoutException() };

        await Assert.ThrowsAsync<TimeoutException>(async () => await writer.WriteAsync(new byte[100_000]));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await writer.CommitAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await writer.FlushAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await writer.WriteAsync(new byte[1]));
        Assert.Throws<InvalidOperationException>(() => writer.GetSpan());
        Assert.Throws<InvalidOperationException>(() => writer.Advance(0));
        Assert.False(writer.IsCommitted);
    }

    [Fact]
    public async Task Commit_ThatFails_IsNotDoneAgain()
    {
        await using var writer = new ScriptedWriter { CommitFailure = new TimeoutException() };

        await Assert.ThrowsAsync<TimeoutException>(async () => await writer.CommitAsync());
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await writer.CommitAsync());

        Assert.Contains("failed or is still under way", error.Message);
        Assert.False(writer.IsCommitted);
    }

    [Fact]
    public async Task Commit_Twice_SaysThatItIsCommitted()
    {
        await using var writer = new ScriptedWriter();
        await writer.CommitAsync();

        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await writer.CommitAsync());

        Assert.Contains("'key' is committed", error.Message);
    }

    [Fact]
    public async Task Commit_OfAnotherLengthThanAnnounced_IsRefused()
    {
        await using var writer = new ScriptedWriter(new PutOptions { Length = 3 });
        await writer.WriteAsync(new byte[2]);

        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await writer.CommitAsync());
        Assert.Contains("2 bytes of 'key' were written, and 3 were announced", error.Message);
        await writer.WriteAsync(new byte[1]);

        await writer.CommitAsync();
    }

    [Fact]
    public async Task Dispose_Twice_GivesUpOnce()
    {
        var writer = new ScriptedWriter();
        await writer.WriteAsync(new byte[10]);

        await writer.DisposeAsync();
        await writer.DisposeAsync();

        Assert.Equal(1, writer.Disposals);
        Assert.Empty(writer.Written);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await writer.CommitAsync());
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await writer.WriteAsync(new byte[1]));
    }

    [Fact]
    public void Writer_WithoutOptions_Throws() =>
        Assert.Throws<ArgumentNullException>(() => new ScriptedWriter(null!));
}
