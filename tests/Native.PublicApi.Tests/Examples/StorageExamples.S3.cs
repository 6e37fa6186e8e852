using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Amazon.Runtime;
using Microsoft.Extensions.Configuration;
using Storage.Lite;
using Storage.Lite.S3;
using Xunit;

namespace Native.PublicApi.Tests.Examples;

/// <content>What docs/s3-storage.md shows. None of it speaks to a server.</content>
public sealed partial class StorageExamples
{
    [Fact]
    public async Task S3Storage_Builder_MakesAStore()
    {
        await using IStorage storage = new StorageBuilder()
            .UseS3(new S3StorageOptions { Bucket = "reports", Region = "eu-central-1", Prefix = "2026/" })
            .UseRetry()
            .Build();

        Assert.Equal("s3", storage.Name);
    }

    [Fact]
    public async Task S3Storage_Configuration_KnowsTheType()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["storage:type"] = "s3",
            ["storage:bucket"] = "reports",
            ["storage:prefix"] = "2026/",
            ["storage:region"] = "eu-central-1",
            ["storage:options:retry"] = "true",
        }).Build();

        StorageBackendCatalog catalog = new StorageBackendCatalog().AddS3();
        StorageBuilder builder = StorageConfiguration.Read(configuration.GetSection("storage"), catalog);

        await using IStorage storage = builder.Build();
        Assert.Equal("s3", storage.Name);
        Assert.Equal("2026/", S3StorageOptions.FromUrl("s3://reports/2026?region=eu-central-1").Prefix);
    }

    [Fact]
    public async Task S3Storage_Service_SignsUrls()
    {
        var options = new S3StorageOptions
        {
            Bucket = "reports",
            Endpoint = new Uri("https://objects.example.com"),
            Compatibility = S3Compatibility.Ceph,
        };
        var credentials = new BasicAWSCredentials("name", "secret");
        await using var storage = new S3Storage(options with { Credentials = credentials });

        IPresignedUrls urls = storage.GetFeature<IPresignedUrls>()!;
        Uri url = await urls.PresignGetAsync("summary", TimeSpan.FromHours(1));

        Assert.Equal("/reports/summary", url.AbsolutePath);
    }
}
