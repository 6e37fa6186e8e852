using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Amazon.Runtime;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Storage.Lite.S3.Tests.Options;

public sealed class S3StorageOptionsTests
{
    [Fact]
    public void FromUrl_EverySetting_IsRead()
    {
        var options = S3StorageOptions.FromUrl(
            "s3://my-bucket/a%20b/c?endpoint=http%3A%2F%2Flocalhost%3A9000&region=eu-1&pathStyle=false"
            + "&compatibility=ceph&checksums=whenRequired&name=backup&allowsPlainHttp=true");

        Assert.Equal("my-bucket", options.Bucket);
        Assert.Equal("a b/c/", options.Prefix);
        Assert.Equal(new Uri("http://localhost:9000"), options.Endpoint);
        Assert.Equal("eu-1", options.Region);
        Assert.False(options.UsesPathStyle);
        Assert.Same(S3Compatibility.Ceph, options.Compatibility);
        Assert.Equal(S3Checksums.WhenRequired, options.Checksums);
        Assert.Equal("backup", options.Name);
        Assert.True(options.AllowsPlainHttp);
        Assert.Null(options.Credentials);
        Assert.Equal("", S3StorageOptions.FromUrl("s3://b").Prefix);
        Assert.Equal("x/", S3StorageOptions.FromUrl("s3://b/x/").Prefix);
    }

    [Theory]
    [InlineData("no url", "url")]
    [InlineData("http://bucket", "url")]
    [InlineData("s3:///folder", "url")]
    [InlineData("s3://key:HIDDEN@bucket", "url")]
    [InlineData("s3://bucket:80/x", "url")]
    [InlineData("s3://bucket#x", "url")]
    [InlineData("s3://bucket?accessKey=HIDDEN", "url:accessKey")]
    [InlineData("s3://bucket?region=a&region=b", "url:region")]
    [InlineData("s3://bucket?pathStyle=maybe", "url:pathStyle")]
    [InlineData("s3://bucket?checksums=1", "url:checksums")]
    [InlineData("s3://bucket?checksums=", "url:checksums")]
    [InlineData("s3://bucket?compatibility=other", "url:compatibility")]
    [InlineData("s3://bucket?endpoint=nowhere", "url:endpoint")]
    [InlineData("s3://bucket?endpoint=http://example.com", "endpoint")]
    [InlineData("s3://bucket?endpoint=https://key:HIDDEN@example.com", "endpoint")]
    [InlineData("s3://bucket?endpoint=ftp://example.com", "endpoint")]
    [InlineData("s3://bucket//x", "prefix")]
    public void FromUrl_Wrong_SaysWhichSettingAndNoSecret(string url, string path)
    {
        StorageConfigurationException error = Assert.Throws<StorageConfigurationException>(
            () => S3StorageOptions.FromUrl(url));

        Assert.Equal(path, error.Path);
        Assert.DoesNotContain("HIDDEN", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_OutOfRange_SaysWhich()
    {
        var right = new S3StorageOptions { Bucket = "b" };
        (S3StorageOptions Options, string Path)[] wrong =
        [
            (right with { Bucket = "" }, "bucket"),
            (right with { Name = "" }, "name"),
            (right with { PartBytes = 1 }, "partBytes"),
            (right with { ConcurrentParts = 0 }, "concurrentParts"),
            (right with { ConcurrentRequests = 0 }, "concurrentRequests"),
            (right with { SinglePutBytesMax = -1 }, "singlePutBytesMax"),
            (right with { IdleTimeout = TimeSpan.Zero }, "idleTimeout"),
            (right with { ConnectTimeout = TimeSpan.Zero }, "connectTimeout"),
            (right with { SdkRetries = -1 }, "sdkRetries"),
            (right with { Checksums = (S3Checksums)9 }, "checksums"),
            (right with { OwnsClient = true }, "ownsClient"),
            (right with { Prefix = new string('x', 1024) }, "prefix"),
            (right with { Prefix = "../x" }, "prefix"),
        ];

        right.Validate();
        foreach ((S3StorageOptions options, string path) in wrong)
        {
            Assert.Equal(path, Assert.Throws<StorageConfigurationException>(options.Validate).Path);
        }
    }

    [Fact]
    public async Task Configuration_EverySetting_Binds()
    {
        StorageBuilder builder = Read(new()
        {
            ["type"] = "s3",
            ["bucket"] = "reports",
            ["prefix"] = "2026/",
            ["endpoint"] = "http://localhost:7480",
            ["region"] = "default",
            ["path_style"] = "true",
            ["access_key"] = "key",
            ["secret_key"] = "secret",
            ["session_token"] = "token",
            ["compatibility"] = "ceph",
            ["checksums"] = "when_required",
            ["part_bytes"] = "5242880",
            ["concurrent_parts"] = "2",
            ["concurrent_requests"] = "3",
            ["single_put_bytes_max"] = "1000",
            ["idle_timeout"] = "5.5",
            ["connect_timeout"] = "2",
            ["sdk_retries"] = "1",
            ["allows_plain_http"] = "false",
            ["name"] = "reports-store",
            ["options:retry"] = "true",
        });

        await using IStorage storage = builder.Build();

        Assert.Equal("reports-store", storage.Name);
        Assert.True(storage.Capabilities.MakesPresignedUrls);
        Assert.False(storage.Capabilities.CopiesIfAbsent);
        Assert.Equal(5_242_880L * 10_000, storage.Capabilities.ValueBytesMax);
        Assert.NotNull(storage.GetFeature<IPresignedUrls>());
    }

    [Theory]
    [InlineData("bucket", null, "storage:bucket")]
    [InlineData("buckt", "x", "storage:buckt")]
    [InlineData("secretKey", "x", "storage:accessKey")]
    [InlineData("endpoint", "nowhere", "storage:endpoint")]
    [InlineData("endpoint", "http://example.com", "storage:endpoint")]
    [InlineData("compatibility", "other", "storage:compatibility")]
    [InlineData("partBytes", "1", "storage:partBytes")]
    [InlineData("concurrentParts", "65", "storage:concurrentParts")]
    public void Configuration_Wrong_HasThePathOfTheSetting(string name, string? value, string path)
    {
        Dictionary<string, string?> settings = new() { ["type"] = "s3", ["bucket"] = "b" };
        settings[name] = value;

        Assert.Equal(path, Assert.Throws<StorageConfigurationException>(() => Read(settings)).Path);
    }

    [Fact]
    public async Task Services_StoreOfABucket_IsInjected()
    {
        var services = new ServiceCollection();
        _ = services.AddStorage("reports", static builder => builder.UseS3(new S3StorageOptions
        {
            Bucket = "reports",
            Endpoint = new Uri("https://localhost"),
            Credentials = new AnonymousAWSCredentials(),
        }));
        await using ServiceProvider provider = services.BuildServiceProvider();

        Assert.Equal("s3", provider.GetRequiredKeyedService<IStorage>("reports").Name);
    }

    [Fact]
    public async Task Region_OfAmazon_IsEnough()
    {
        await using var storage = new S3Storage(new S3StorageOptions
        {
            Bucket = "b",
            Region = "eu-central-1",
            Credentials = new AnonymousAWSCredentials(),
        });

        Assert.True(storage.Capabilities.DeletesIfMatch);
        Assert.False(storage.Capabilities.TellsSeveralDeleters);
        Assert.Contains("eu-central-1", storage.PlaceOf(StorageOperation.Get, "key").Address, StringComparison.Ordinal);
    }

    private static StorageBuilder Read(Dictionary<string, string?> settings)
    {
        var builder = new ConfigurationBuilder();
        Dictionary<string, string?> all = [];
        foreach ((string name, string? value) in settings)
        {
            all[$"storage:{name}"] = value;
        }

        _ = builder.AddInMemoryCollection(all);
        return StorageConfiguration.Read(
            builder.Build().GetSection("storage"), new StorageBackendCatalog().AddS3());
    }
}
