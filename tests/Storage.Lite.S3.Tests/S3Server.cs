using System;
using System.Threading;
using System.Threading.Tasks;
using Amazon.Runtime;
using Amazon.S3.Model;
using Native.TestKit;
using Xunit;

namespace Storage.Lite.S3.Tests;

/// <summary>The one server of all tests that do not stop it, and buckets in it.</summary>
public sealed class S3Server : IAsyncLifetime
{
    private static readonly S3ServerProcess s_process = new();

    private static int s_buckets;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => s_process.DisposeAsync();

    /// <summary>Makes a bucket, and options that tell a store to use it.</summary>
    internal static Task<S3StorageOptions> NewBucketAsync(CancellationToken cancellation = default) =>
        NewBucketAsync(s_process, cancellation);

    /// <summary>Makes a bucket in a server of the test's own.</summary>
    internal static async Task<S3StorageOptions> NewBucketAsync(
        S3ServerProcess process, CancellationToken cancellation)
    {
        S3ServerSettings settings = await process.Settings;
        var options = new S3StorageOptions
        {
            Bucket = $"bucket-{Interlocked.Increment(ref s_buckets)}",
            Endpoint = settings.Endpoint,
            Region = settings.Region,
            Credentials = new BasicAWSCredentials(settings.AccessKey, settings.SecretKey),
            Compatibility = S3Compatibility.Ceph,
        };
        await using var storage = new S3Storage(options);
        _ = await storage.Client.PutBucketAsync(new PutBucketRequest { BucketName = options.Bucket }, cancellation);
        return options;
    }

    /// <summary>Opens a store in a bucket of its own.</summary>
    internal static async ValueTask<S3Storage> OpenAsync(
        CancellationToken cancellation, Func<S3StorageOptions, S3StorageOptions>? change = null)
    {
        S3StorageOptions options = await NewBucketAsync(cancellation);
        return new S3Storage(change is null ? options : change(options));
    }
}
