using System;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using Native.TestKit;
using Xunit;

namespace Storage.Lite.S3.Tests.Errors;

/// <summary>The server itself stops or dies while a store works; it is one of this class's own.</summary>
public sealed class ServerFailureTests(S3ServerProcess server) : IClassFixture<S3ServerProcess>
{
    /// <summary>More than sockets hold on both sides.</summary>
    private const int ValueBytes = 32 * 1024 * 1024;

    private const int SentBytes = (2 * S3StorageOptions.PartBytesMin) + 1;

    private static readonly TimeSpan s_idleTimeout = TimeSpan.FromSeconds(4);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Server_StopsOrDiesDuringCalls_TheyFailAndTheStoreWorksAfterwards(bool dies)
    {
        S3StorageOptions options = await S3Server.NewBucketAsync(server, Cancellation);
        (byte[] old, byte[] changed) = (Bytes(1), Bytes(2));
        await using (var storage = new S3Storage(options with
        {
            PartBytes = S3StorageOptions.PartBytesMin,
            IdleTimeout = s_idleTimeout,
        }))
        {
            foreach (string key in new[] { "put", "parts", "get" })
            {
                _ = await storage.PutAsync(key, old, null, Cancellation);
            }

            await using StorageReader reader = await storage.OpenReadAsync("get", default, Cancellation);
            (await reader.ReadAsync(Cancellation)).Dispose();
            await using StorageWriter writer = await storage.OpenWriteAsync("parts", null, Cancellation);
            await writer.WriteAsync(changed.AsMemory(0, SentBytes), Cancellation);
            Task put = storage.PutAsync("put", changed, null, Cancellation).AsTask();
            await (dies ? server.KillAsync() : server.PauseAsync());

            Type expected = dies ? typeof(StorageException) : typeof(StorageTimeoutException);
            Task calls = Task.WhenAll(
                RequireAsync(expected, () => put, mayBeDone: true),
                RequireAsync(expected, () => ReadToTheEndAsync(reader), mayBeDone: false),
                RequireAsync(expected, () => FinishAsync(writer, changed), mayBeDone: false));
            await Eventually.EndsAsync(calls, "the calls to fail without a server");
        }

        await (dies ? server.RestartAsync() : server.ResumeAsync());
        await using var again = new S3Storage(options);
        using (StorageContent content = await again.GetAsync("put", default, Cancellation))
        {
            Assert.True(content.Bytes.SequenceEqual(old) || content.Bytes.SequenceEqual(changed));
        }

        foreach (string key in new[] { "parts", "get" })
        {
            using StorageContent content = await again.GetAsync(key, default, Cancellation);
            Assert.True(content.Bytes.SequenceEqual(old), key);
        }

        // A server that goes on may find the removal that nobody waited for, and do it.
        int left = await again.RemoveUploadsAsync(TimeSpan.FromSeconds(-5), Cancellation);
        Assert.InRange(left, dies ? 1 : 0, 1);
        Assert.Equal(0, await again.RemoveUploadsAsync(TimeSpan.FromSeconds(-5), Cancellation));
        _ = await again.PutAsync("put", changed, null, Cancellation);
        using StorageContent last = await again.GetAsync("put", default, Cancellation);
        Assert.True(last.Bytes.SequenceEqual(changed));
    }

    private static async Task RequireAsync(Type expected, Func<Task> call, bool mayBeDone)
    {
        try
        {
            await call();
            Assert.True(mayBeDone, "It succeeded without a server.");
        }
        catch (StorageException exception)
        {
            Assert.Equal(expected, exception.GetType());
            Assert.Equal(StorageTransience.Temporary, exception.Transience);
        }
    }

    private static async Task ReadToTheEndAsync(StorageReader reader)
    {
        while (true)
        {
            using BufferSlice bytes = await reader.ReadAsync(Cancellation);
            if (bytes.IsEmpty)
            {
                return;
            }
        }
    }

    private static async Task FinishAsync(StorageWriter writer, byte[] value)
    {
        await writer.WriteAsync(value.AsMemory(SentBytes), Cancellation);
        _ = await writer.CommitAsync(Cancellation);
    }

    private static byte[] Bytes(int seed)
    {
        byte[] bytes = new byte[ValueBytes];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
