using System;
using System.Threading;
using System.Threading.Tasks;
using Amazon.Runtime;
using ChunkedBuffers;
using Native.TestKit;
using Storage.Lite.S3.Tests.Network;
using Xunit;

namespace Storage.Lite.S3.Tests.Errors;

/// <summary>What goes wrong between a store and its service, and what the caller hears of it.</summary>
public sealed partial class S3ErrorsTests
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("nobody", "secret")]
    [InlineData(null, "wrong secret")]
    public async Task Credentials_Wrong_AreAnAccessError(string? accessKey, string secretKey)
    {
        S3StorageOptions options = await S3Server.NewBucketAsync(Cancellation);
        ImmutableCredentials right = await options.Credentials!.GetCredentialsAsync();
        await using var storage = new S3Storage(options with
        {
            Credentials = new BasicAWSCredentials(accessKey ?? right.AccessKey, secretKey),
        });

        StorageAccessException error = await Assert.ThrowsAsync<StorageAccessException>(
            () => storage.GetTextAsync("key", Cancellation).AsTask());
        await Assert.ThrowsAsync<StorageAccessException>(
            () => storage.PutTextAsync("key", "value", null, Cancellation).AsTask());
        await Assert.ThrowsAsync<StorageAccessException>(() => storage.ExistsAsync("key", Cancellation).AsTask());
        await Assert.ThrowsAsync<StorageAccessException>(
            () => storage.DeleteAsync("key", default, Cancellation).AsTask());

        Assert.Equal("key", error.Key.Text);
        Assert.Equal(StorageTransience.Permanent, error.Transience);
        Assert.Contains("403", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(secretKey, error.ToString(), StringComparison.Ordinal);
        StorageHealth health = await storage.CheckHealthAsync(Cancellation);
        Assert.False(health.IsHealthy);
    }

    [Fact]
    public async Task Bucket_Missing_IsNoMissingObject()
    {
        await using S3Storage storage = await S3Server.OpenAsync(
            Cancellation, static options => options with { Bucket = "no-such-bucket" });

        foreach (Func<Task> call in new Func<Task>[]
        {
            () => storage.TryStatAsync("key", Cancellation).AsTask(),
            () => storage.TryGetAsync("key", default(GetOptions), Cancellation).AsTask(),
            () => storage.PutTextAsync("key", "value", null, Cancellation).AsTask(),
            () => storage.DeleteAsync("key", default, Cancellation).AsTask(),
            () => storage.CopyAsync("key", "copy", default, Cancellation).AsTask(),
            async () =>
            {
                await foreach (StorageEntry _ in storage.ListAsync("", Cancellation))
                {
                }
            },
        })
        {
            StorageException error = await Assert.ThrowsAsync<StorageException>(call);
            Assert.Contains("create the bucket", error.Message, StringComparison.Ordinal);
            Assert.Contains("no-such-bucket", error.Message, StringComparison.Ordinal);
            Assert.Equal(StorageTransience.Permanent, error.Transience);
        }

        Assert.False((await storage.CheckHealthAsync(Cancellation)).IsHealthy);
    }

    [Fact]
    public async Task Endpoint_Refuses_IsTemporary()
    {
        await using var storage = new S3Storage(new S3StorageOptions
        {
            Bucket = "bucket",
            Endpoint = new Uri($"http://127.0.0.1:{S3ServerProcess.FreePort()}"),
            Credentials = new BasicAWSCredentials("key", "secret"),
        });

        StorageException error = await Assert.ThrowsAsync<StorageException>(
            () => storage.GetTextAsync("key", Cancellation).AsTask());

        Assert.Equal(StorageTransience.Temporary, error.Transience);
        Assert.Contains("could not be reached", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("get", false)]
    [InlineData("put", false)]
    [InlineData("multipart", false)]
    [InlineData("list", false)]
    [InlineData("get", true)]
    [InlineData("put", true)]
    [InlineData("multipart", true)]
    [InlineData("list", true)]
    public async Task Server_DiesOrStopsAtEveryStage_OldOrNewIsThere(string call, bool standsStill)
    {
        S3StorageOptions options = await S3Server.NewBucketAsync(Cancellation);
        await using var direct = new S3Storage(options);
        byte[] old = new byte[300_000];
        byte[] changed = new byte[S3StorageOptions.PartBytesMin + 100_000];
        changed.AsSpan().Fill(1);
        long[] limits = standsStill ? [0, 100_000] : [0, 100, 2_000, 100_000, 5_300_000];
        foreach (bool isUp in new[] { true, false })
        {
            foreach (long limit in limits)
            {
                _ = await direct.PutAsync("key", old, null, Cancellation);
                await using var proxy = new FaultyProxy(options.Endpoint!)
                {
                    StandsStill = standsStill,
                    UpBytesMax = isUp ? limit : long.MaxValue,
                    DownBytesMax = isUp ? long.MaxValue : limit,
                };
                await using var storage = new S3Storage(options with
                {
                    Endpoint = proxy.Address,
                    PartBytes = S3StorageOptions.PartBytesMin,
                    SinglePutBytesMax = call == "multipart" ? 0 : long.MaxValue,

                    // Where the connection breaks, no timeout may be what is told, however slow the machine is.
                    IdleTimeout = standsStill ? s_short : s_long,
                });
                bool isDone = await TryAsync(storage, call, changed, standsStill);

                using StorageContent content = await direct.GetAsync("key", default, Cancellation);
                Assert.True(content.Bytes.SequenceEqual(old) || content.Bytes.SequenceEqual(changed));
                Assert.False(isDone && limit == 0);
                Assert.True(!isDone || call is "get" or "list" || content.Bytes.SequenceEqual(changed));
            }
        }

        _ = await direct.RemoveUploadsAsync(TimeSpan.FromSeconds(-5), Cancellation);
    }

    [Fact]
    public async Task Reader_ServerStopsInTheMiddle_TimesOut()
    {
        S3StorageOptions options = await S3Server.NewBucketAsync(Cancellation);
        await using var direct = new S3Storage(options);
        _ = await direct.PutAsync("key", new byte[2_000_000], null, Cancellation);
        await using var proxy = new FaultyProxy(options.Endpoint!) { StandsStill = true, DownBytesMax = 1_000_000 };
        await using var storage = new S3Storage(options with { Endpoint = proxy.Address, IdleTimeout = s_short });
        await using StorageReader reader = await storage.OpenReadAsync("key", default, Cancellation);
        long count = 0;

        await Assert.ThrowsAsync<StorageTimeoutException>(async () =>
        {
            while (true)
            {
                using BufferSlice bytes = await reader.ReadAsync(Cancellation);
                count += bytes.Length;
            }
        });

        Assert.InRange(count, 1, 1_000_000);
    }

    [Fact]
    public async Task Server_Slow_IsNoTimeoutAsLongAsBytesMove()
    {
        S3StorageOptions options = await S3Server.NewBucketAsync(Cancellation);
        await using var proxy = new FaultyProxy(options.Endpoint!)
        {
            PortionBytes = 16 * 1024,
            Pause = TimeSpan.FromMilliseconds(80),
        };
        var idleTimeout = TimeSpan.FromSeconds(4);
        await using var direct = new S3Storage(options);
        await using var storage = new S3Storage(options with { Endpoint = proxy.Address, IdleTimeout = idleTimeout });
        byte[] value = new byte[1_000_000];
        new Random(2).NextBytes(value);
        _ = await direct.PutAsync("key", value, null, Cancellation);
        TimeProvider clock = TimeProvider.System;
        long start = clock.GetTimestamp();

        using StorageContent content = await storage.GetAsync("key", default, Cancellation);
        _ = await storage.PutAsync("other", value.AsSpan(0, 100_000), null, Cancellation);

        Assert.True(content.Bytes.SequenceEqual(value));
        Assert.True(clock.GetElapsedTime(start) > idleTimeout, "The line was not slow.");
    }

    [Fact]
    public async Task Caller_Cancels_IsNoError()
    {
        S3StorageOptions options = await S3Server.NewBucketAsync(Cancellation);
        await using var proxy = new FaultyProxy(options.Endpoint!) { StandsStill = true, UpBytesMax = 0 };
        await using var storage = new S3Storage(options with { Endpoint = proxy.Address });
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => storage.PutAsync("key", new byte[100_000], null, source.Token).AsTask());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => storage.GetTextAsync("key", source.Token).AsTask());
    }

    [Fact]
    public async Task Retry_OverConnectionsThatBreak_Succeeds()
    {
        S3StorageOptions options = await S3Server.NewBucketAsync(Cancellation);
        await using var proxy = new FaultyProxy(options.Endpoint!) { BrokenConnections = 2 };
        await using IStorage storage = new StorageBuilder()
            .UseS3(options with { Endpoint = proxy.Address })
            .UseRetry(new RetryOptions { Delay = TimeSpan.FromMilliseconds(1) })
            .Build();

        _ = await storage.PutTextAsync("key", "value", null, Cancellation);

        Assert.Equal("value", await storage.GetTextAsync("key", Cancellation));
        Assert.Equal(0, proxy.BrokenConnections);
    }

    [Theory]
    [InlineData(503, "SlowDown", typeof(StorageException), StorageTransience.Temporary)]
    [InlineData(500, "InternalError", typeof(StorageException), StorageTransience.Temporary)]
    [InlineData(429, "TooManyRequests", typeof(StorageException), StorageTransience.Temporary)]
    [InlineData(409, "OperationAborted", typeof(StorageException), StorageTransience.Temporary)]
    [InlineData(400, "BadDigest", typeof(StorageException), StorageTransience.Temporary)]
    [InlineData(400, "SlowDown", typeof(StorageException), StorageTransience.Temporary)]
    [InlineData(400, "InvalidRequest", typeof(StorageException), StorageTransience.Permanent)]
    [InlineData(400, "AuthorizationHeaderMalformed", typeof(StorageException), StorageTransience.Permanent)]
    [InlineData(404, "NoSuchBucket", typeof(StorageException), StorageTransience.Permanent)]
    [InlineData(400, "RequestTimeout", typeof(StorageTimeoutException), StorageTransience.Temporary)]
    [InlineData(504, "GatewayTimeout", typeof(StorageTimeoutException), StorageTransience.Temporary)]
    [InlineData(403, "AccessDenied", typeof(StorageAccessException), StorageTransience.Permanent)]
    [InlineData(403, "RequestTimeTooSkewed", typeof(StorageAccessException), StorageTransience.Permanent)]
    [InlineData(400, "ExpiredToken", typeof(StorageAccessException), StorageTransience.Permanent)]
    [InlineData(403, "QuotaExceeded", typeof(StorageQuotaException), StorageTransience.Permanent)]
    [InlineData(400, "EntityTooLarge", typeof(StorageQuotaException), StorageTransience.Permanent)]
    [InlineData(507, "InsufficientStorage", typeof(StorageFullException), StorageTransience.Permanent)]
    [InlineData(400, "KeyTooLongError", typeof(StorageInvalidKeyException), StorageTransience.Permanent)]
    [InlineData(412, "PreconditionFailed", typeof(StoragePreconditionException), StorageTransience.Permanent)]
    [InlineData(501, "NotImplemented", typeof(StorageNotSupportedException), StorageTransience.Permanent)]
    public async Task Answer_OfEachKind_IsThatError(int status, string code, Type type, StorageTransience transience)
    {
        await using var endpoint = new ScriptedEndpoint(ScriptedAnswer.Error(status, code));
        await using S3Storage storage = endpoint.Open();

        var error = (StorageException)await Assert.ThrowsAnyAsync<Exception>(
            () => storage.PutTextAsync("key", "value", null, Cancellation).AsTask());

        Assert.Equal(type, error.GetType());
        Assert.Equal(transience, error.Transience);
        Assert.Equal(StorageOperation.Put, error.Operation);
        Assert.Equal("key", error.Key.Text);
        Assert.Contains(code, error.Message, StringComparison.Ordinal);
        Assert.Contains("request-1", error.Message, StringComparison.Ordinal);
        Assert.Single(endpoint.Requests);
    }

    /// <summary>Makes a call; false when it failed as it may.</summary>
    private static async Task<bool> TryAsync(S3Storage storage, string call, byte[] value, bool standsStill)
    {
        try
        {
            switch (call)
            {
                case "get":
                    using (await storage.GetAsync("key", default, Cancellation))
                    {
                    }

                    break;
                case "list":
                    await foreach (StorageEntry _ in storage.ListAsync("", Cancellation))
                    {
                    }

                    break;
                default:
                    _ = await storage.PutAsync("key", value, null, Cancellation);
                    break;
            }

            return true;
        }
        catch (StorageException exception)
        {
            Assert.Equal(StorageTransience.Temporary, exception.Transience);
            Assert.Equal(
                standsStill ? typeof(StorageTimeoutException) : typeof(StorageException), exception.GetType());
            return false;
        }
    }
}
