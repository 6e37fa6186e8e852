using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Amazon.Runtime;
using Amazon.S3.Model;
using Native.TestKit;
using Nio.Tests.Lines;
using Nio.Tests.Stores;
using Storage.Lite.S3;
using Xunit;

namespace Nio.Tests.Commands;

/// <summary>The tool on a bucket of a real server.</summary>
public sealed class StoreS3Tests(S3ServerProcess server) : IClassFixture<S3ServerProcess>, IDisposable
{
    private const string Bucket = "bucket";

    private readonly StoreFolder _files = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Store_Bucket_DoesWhatAFolderDoes()
    {
        await MakeBucketAsync();
        byte[] small = TextCorpus.Words(1000);

        // More than a part, so that it goes in several.
        byte[] large = TextCorpus.Words(new S3StorageOptions { Bucket = Bucket }.PartBytes + 12_345);
        string smallFile = _files.Temp.Write("small", small);
        string largeFile = _files.Temp.Write("large", large);

        Assert.Equal(0, (await RunAsync($"put {smallFile} a/small")).ExitCode);
        Assert.Equal(0, (await RunAsync($"put {largeFile} a/large")).ExitCode);
        Assert.Equal(1, (await RunAsync($"put {smallFile} a/small --if-none-match")).ExitCode);
        ProcessResult listed = await RunAsync("ls a/ --json");
        Assert.Equal(
            [("a/large", large.Length), ("a/small", small.Length)],
            listed.Json.GetProperty("objects").EnumerateArray().Select(static one =>
                (one.GetProperty("key").GetString(), one.GetProperty("length").GetInt32())));
        ProcessResult stat = await RunAsync("stat a/large --json");
        string? version = stat.Json.GetProperty("objects")[0].GetProperty("etag").GetString();
        Assert.EndsWith("-2", version, StringComparison.Ordinal);
        Assert.Equal(small, (await RunAsync("cat a/small")).OutputBytes);
        string back = _files.Temp.File("back");
        Assert.Equal(0, (await RunAsync($"get a/large -o {back}")).ExitCode);
        Assert.Equal(large, await File.ReadAllBytesAsync(back, Cancellation));

        Assert.Equal(0, (await RunAsync($"cp a/large copy --to-url {NioProcess.Quote(_files.Url)}")).ExitCode);
        Assert.Equal(large, await File.ReadAllBytesAsync(Path.Combine(_files.Root, "copy"), Cancellation));
        string address = NioProcess.Quote(await AddressAsync(Bucket));
        ProcessResult copied = await ShellAsync($"{_files.Shell("cp")} copy b --to-url {address}", await SecretAsync());
        Assert.Equal(0, copied.ExitCode);
        Assert.Equal(large, (await RunAsync("cat b")).OutputBytes);

        Assert.Equal(0, (await RunAsync("rm b a/small")).ExitCode);
        Assert.Equal(1, (await RunAsync("stat b")).ExitCode);
    }

    [Fact]
    public async Task Store_BucketMissingOrCredentialsWrong_SaysSo()
    {
        string missing = NioProcess.Quote(await AddressAsync("no-such-bucket"));
        ProcessResult result = await ShellAsync($"$NIO store stat --url {missing} key", await SecretAsync());
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("create the bucket", result.Error, StringComparison.Ordinal);

        string address = NioProcess.Quote(await AddressAsync(Bucket));
        result = await ShellAsync($"$NIO store cat --url {address} key", "wrongSecret");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("403", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("wrongSecret", result.Error, StringComparison.Ordinal);
    }

    private async Task<ProcessResult> RunAsync(string verb)
    {
        string[] words = verb.Split(' ', 2);
        string address = NioProcess.Quote(await AddressAsync(Bucket));
        return await ShellAsync(
            $"$NIO store {words[0]} --url {address} {words.ElementAtOrDefault(1)}", await SecretAsync());
    }

    /// <summary>Runs a command line with credentials where the SDK looks for them.</summary>
    private async Task<ProcessResult> ShellAsync(string commandLine, string secretKey)
    {
        S3ServerSettings settings = await server.Settings;
        return await NioProcess.ShellAsync(
            $"export AWS_ACCESS_KEY_ID={settings.AccessKey} AWS_SECRET_ACCESS_KEY={secretKey}; {commandLine}");
    }

    private async Task<string> SecretAsync() => (await server.Settings).SecretKey;

    private async Task<string> AddressAsync(string bucket)
    {
        S3ServerSettings settings = await server.Settings;
        return $"s3://{bucket}?endpoint={settings.Endpoint}&region={settings.Region}&compatibility=ceph";
    }

    private async Task MakeBucketAsync()
    {
        S3ServerSettings settings = await server.Settings;
        await using var storage = new S3Storage(new S3StorageOptions
        {
            Bucket = Bucket,
            Endpoint = settings.Endpoint,
            Region = settings.Region,
            Credentials = new BasicAWSCredentials(settings.AccessKey, settings.SecretKey),
        });
        _ = await storage.Client.PutBucketAsync(new PutBucketRequest { BucketName = Bucket }, Cancellation);
    }
}
