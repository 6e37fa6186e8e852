using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using Storage.Lite.S3.Tests.Network;
using Xunit;

namespace Storage.Lite.S3.Tests.Backend;

/// <summary>What is said to a service that does all of S3, which the real one on loopback does not.</summary>
public sealed partial class S3ProtocolTests
{
    private const string Tag = "5d41402abc4b2a76b9719d911017c592-1";

    /// <summary>CRC-32C of "123456789", as every description of it has it: e3069283.</summary>
    private const string Checksum = "4waSgw==";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static ScriptedAnswer Tagged => new(200) { Headers = new() { ["ETag"] = $"\"{Tag}\"" } };

    [Fact]
    public async Task Put_Conditions_AreQuotedAndChecksumsSent()
    {
        await using var endpoint = new ScriptedEndpoint(Tagged, Tagged);
        await using S3Storage storage = endpoint.Open();

        _ = await storage.PutTextAsync(
            "key", "123456789", new PutOptions { Condition = StorageCondition.IfAbsent }, Cancellation);
        StorageEntry entry = await storage.PutTextAsync(
            "key",
            "123456789",
            new PutOptions { Condition = StorageCondition.IfMatch(StorageETag.Parse(Tag)) },
            Cancellation);

        Assert.Equal(StorageETag.Parse(Tag), entry.ETag);
        Assert.Equal("*", endpoint.Requests[0].Headers["If-None-Match"]);
        Assert.Equal($"\"{Tag}\"", endpoint.Requests[1].Headers["If-Match"]);
        Assert.All(endpoint.Requests, static request => Assert.Equal(
            Checksum, request.Headers["x-amz-checksum-crc32c"]));
    }

    [Fact]
    public async Task Put_ChecksumsOnlyWhenRequired_AreNotSent()
    {
        await using var endpoint = new ScriptedEndpoint(Tagged);
        await using S3Storage storage = endpoint.Open(
            static options => options with { Checksums = S3Checksums.WhenRequired });

        _ = await storage.PutTextAsync("key", "123456789", null, Cancellation);

        Assert.Null(endpoint.Requests[0].Headers["x-amz-checksum-crc32c"]);
    }

    [Theory]
    [InlineData(Checksum, true)]
    [InlineData("AAAAAA==", false)]
    [InlineData("AAAAAA==-2", true)]
    public async Task Get_ChecksumOfTheWhole_IsChecked(string checksum, bool isRight)
    {
        var answer = new ScriptedAnswer(200, "123456789")
        {
            Headers = new() { ["ETag"] = $"\"{Tag}\"", ["x-amz-checksum-crc32c"] = checksum },
        };
        await using var endpoint = new ScriptedEndpoint(answer);
        await using S3Storage storage = endpoint.Open();

        ValueTask<string> get = storage.GetTextAsync("key", Cancellation);

        if (isRight)
        {
            Assert.Equal("123456789", await get);
        }
        else
        {
            _ = await Assert.ThrowsAsync<StorageIntegrityException>(() => get.AsTask());
        }

        Assert.Equal("ENABLED", endpoint.Requests[0].Headers["x-amz-checksum-mode"]);
    }

    [Fact]
    public async Task Get_VersionThatIsTheHashOfOtherBytes_IsAnError()
    {
        await using var endpoint = new ScriptedEndpoint(new ScriptedAnswer(200, "123456789")
        {
            Headers = new() { ["ETag"] = "\"5d41402abc4b2a76b9719d911017c592\"" },
        });
        await using S3Storage storage = endpoint.Open();

        _ = await Assert.ThrowsAsync<StorageIntegrityException>(
            () => storage.GetTextAsync("key", Cancellation).AsTask());
    }

    /// <summary>The SDK takes a version without a hyphen for a hash, and compares it with what a get reads.</summary>
    [Theory]
    [InlineData("v12")]
    [InlineData("abc")]
    [InlineData("abcd")]
    [InlineData("0123456789abcdef0123456789abcdez")]
    [InlineData("W/weak")]
    public async Task Version_NeitherHashNorHyphen_IsKeptAndOnlyAWholeGetIsAnError(string tag)
    {
        var tagged = new ScriptedAnswer(200, "value") { Headers = new() { ["ETag"] = $"\"{tag}\"" } };
        var ranged = new ScriptedAnswer(206, "alu")
        {
            Headers = new() { ["ETag"] = $"\"{tag}\"", ["Content-Range"] = "bytes 1-3/5" },
        };
        await using var endpoint = new ScriptedEndpoint(
            tagged, tagged, ranged, ScriptedAnswer.Head(200, tag, 5), Listed(tag), Started, tagged, Completed(tag));
        await using S3Storage storage = endpoint.Open(static options => options with { SinglePutBytesMax = 5 });
        var expected = StorageETag.Parse(tag);

        StorageEntry put = await storage.PutTextAsync("key", "value", null, Cancellation);
        StorageException error = await Assert.ThrowsAnyAsync<StorageException>(
            () => storage.GetTextAsync("key", Cancellation).AsTask());
        using StorageContent part = await storage.GetAsync(
            "key", new GetOptions { Range = StorageRange.Bounded(1, 3) }, Cancellation);
        StorageEntry seen = await storage.StatAsync("key", Cancellation);
        List<StorageEntry> listed = [];
        await foreach (StorageEntry entry in storage.ListAsync("", Cancellation))
        {
            listed.Add(entry);
        }

        StorageEntry completed = await storage.PutTextAsync("key", "values", null, Cancellation);

        Assert.Equal(StorageOperation.Get, error.Operation);
        Assert.Equal("key", error.Key.Text);
        Assert.Equal(StorageTransience.Permanent, error.Transience);
        Assert.Equal("alu", part.Bytes.GetString());
        Assert.All(
            [put.ETag, part.Entry.ETag, seen.ETag, Assert.Single(listed).ETag, completed.ETag],
            one => Assert.Equal(expected, one));
    }

    [Fact]
    public async Task Get_RangeThatTheServiceIgnores_IsAnError()
    {
        await using var endpoint = new ScriptedEndpoint(new ScriptedAnswer(200, "123456789"));
        await using S3Storage storage = endpoint.Open();

        StorageException error = await Assert.ThrowsAsync<StorageException>(() => storage.TryGetAsync(
            "key", new GetOptions { Range = StorageRange.Bounded(2, 3) }, Cancellation).AsTask());

        Assert.Contains("does not understand ranges", error.Message, StringComparison.Ordinal);
        Assert.Equal("bytes=2-4", endpoint.Requests[0].Headers["Range"]);
    }

    [Fact]
    public async Task Get_ChangedAfterNotModified_AsksAgain()
    {
        await using var endpoint = new ScriptedEndpoint(
            new ScriptedAnswer(304),
            ScriptedAnswer.Head(200, "another-1", 3),
            new ScriptedAnswer(200, "new") { Headers = new() { ["ETag"] = "\"another-1\"" } });
        await using S3Storage storage = endpoint.Open();
        var options = new GetOptions { Condition = StorageCondition.IfNoneMatch(StorageETag.Parse(Tag)) };

        using StorageContent content = await storage.TryGetAsync("key", options, Cancellation);

        Assert.Equal("new", content.Bytes.GetString());
        Assert.Equal(3, endpoint.Requests.Count);
    }

    [Fact]
    public async Task Multipart_LosesARaceAtItsEnd_RemovesItsParts()
    {
        await using var endpoint = new ScriptedEndpoint(
            Started,
            Tagged,
            Tagged,
            ScriptedAnswer.Error(412, "PreconditionFailed"),
            new ScriptedAnswer(204));
        await using S3Storage storage = endpoint.Open(static options => options with
        {
            PartBytes = S3StorageOptions.PartBytesMin,
            SinglePutBytesMax = 0,
            ConcurrentParts = 1,
        });
        using BufferSlice value = BufferSlice.CopyFrom(new byte[S3StorageOptions.PartBytesMin + 9]);

        await Assert.ThrowsAsync<StoragePreconditionException>(() => storage.PutAsync(
            "key", value, new PutOptions { Condition = StorageCondition.IfAbsent }, Cancellation).AsTask());

        Assert.Equal("CRC32C", endpoint.Requests[0].Headers["x-amz-checksum-algorithm"]);
        Assert.Equal("FULL_OBJECT", endpoint.Requests[0].Headers["x-amz-checksum-type"]);
        Assert.NotNull(endpoint.Requests[1].Headers["x-amz-checksum-crc32c"]);
        Assert.Equal("*", endpoint.Requests[3].Headers["If-None-Match"]);
        Assert.NotNull(endpoint.Requests[3].Headers["x-amz-checksum-crc32c"]);
        Assert.StartsWith("DELETE ", endpoint.Requests[4].Line, StringComparison.Ordinal);
        Assert.Contains("uploadId=upload-1", endpoint.Requests[4].Line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Multipart_PartFails_RemovesTheOthersAndTellsThatFailure()
    {
        await using var endpoint = new ScriptedEndpoint(
            Started, ScriptedAnswer.Error(503, "SlowDown"), new ScriptedAnswer(204));
        await using S3Storage storage = endpoint.Open(static options => options with
        {
            PartBytes = S3StorageOptions.PartBytesMin,
            ConcurrentParts = 1,
        });
        await using StorageWriter writer = await storage.OpenWriteAsync("key", null, Cancellation);

        StorageException error = await Assert.ThrowsAsync<StorageException>(() => writer.WriteAsync(
            new byte[(2 * S3StorageOptions.PartBytesMin) + 9], Cancellation).AsTask());
        await writer.DisposeAsync();

        Assert.Contains("SlowDown", error.Message, StringComparison.Ordinal);
        Assert.StartsWith("DELETE ", endpoint.Requests[^1].Line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(409, true)]
    [InlineData(409, false)]
    [InlineData(404, false)]
    public async Task Put_DoubtfulAnswerToACondition_IsDecidedByALook(int status, bool stillHolds)
    {
        await using var endpoint = new ScriptedEndpoint(
            ScriptedAnswer.Error(status, "ConditionalRequestConflict"),
            ScriptedAnswer.Head(200, stillHolds ? Tag : "another-1", 1));
        await using S3Storage storage = endpoint.Open();
        var options = new PutOptions { Condition = StorageCondition.IfMatch(StorageETag.Parse(Tag)) };

        var error = (StorageException)await Assert.ThrowsAnyAsync<Exception>(
            () => storage.PutTextAsync("key", "value", options, Cancellation).AsTask());

        Assert.Equal(!stillHolds, error is StoragePreconditionException);
        Assert.Equal(stillHolds ? StorageTransience.Temporary : StorageTransience.Permanent, error.Transience);
    }

    [Fact]
    public async Task Delete_SomebodyElseWasFirst_SaysThatThereWasNone()
    {
        await using var endpoint = new ScriptedEndpoint(
            ScriptedAnswer.Head(200, Tag, 1),
            ScriptedAnswer.Error(412, "PreconditionFailed"),
            ScriptedAnswer.Head(404));
        await using S3Storage storage = endpoint.Open();

        Assert.False(await storage.DeleteAsync("key", default, Cancellation));
        Assert.Equal($"\"{Tag}\"", endpoint.Requests[1].Headers["If-Match"]);
    }

    [Fact]
    public async Task Delete_IfMatchOfWhatIsNotThere_IsRefused()
    {
        await using var endpoint = new ScriptedEndpoint(
            new ScriptedAnswer(204), ScriptedAnswer.Error(404, "NoSuchKey"));
        await using S3Storage storage = endpoint.Open();
        StorageCondition condition = StorageCondition.IfMatch(StorageETag.Parse(Tag));

        Assert.True(await storage.DeleteAsync("key", condition, Cancellation));
        _ = await Assert.ThrowsAsync<StoragePreconditionException>(
            () => storage.DeleteAsync("key", condition, Cancellation).AsTask());
        _ = await Assert.ThrowsAsync<StorageNotSupportedException>(
            () => storage.DeleteAsync("key", StorageCondition.IfAbsent, Cancellation).AsTask());
    }

    [Fact]
    public async Task DeleteMany_OneKeyFails_IsToldForThatKey()
    {
        await using var endpoint = new ScriptedEndpoint(
            ScriptedAnswer.Head(200, Tag, 1),
            ScriptedAnswer.Head(200, Tag, 1),
            new ScriptedAnswer(
                200,
                "<?xml version=\"1.0\"?><DeleteResult><Error><Key>b</Key><Code>AccessDenied</Code>"
                + "<Message>No.</Message></Error></DeleteResult>"));
        await using S3Storage storage = endpoint.Open(static options => options with { ConcurrentRequests = 1 });

        IReadOnlyList<StorageDeleteResult> results = await storage.DeleteManyAsync(["a", "b"], Cancellation);

        Assert.True(results[0].Existed);
        Assert.Null(results[0].Error);
        Assert.False(results[1].Existed);
        Assert.Equal("b", Assert.IsType<StorageAccessException>(results[1].Error).Key.Text);
    }

    [Fact]
    public async Task DeleteMany_BatchFails_IsToldForEachKey()
    {
        await using var endpoint = new ScriptedEndpoint(
            ScriptedAnswer.Head(200, Tag, 1), ScriptedAnswer.Head(403), ScriptedAnswer.Error(503, "SlowDown"));
        await using S3Storage storage = endpoint.Open(static options => options with { ConcurrentRequests = 1 });

        IReadOnlyList<StorageDeleteResult> results = await storage.DeleteManyAsync(["a", "b"], Cancellation);

        Assert.Equal(StorageTransience.Temporary, results[0].Error!.Transience);
        Assert.IsType<StorageAccessException>(results[1].Error);
        Assert.DoesNotContain(results, static result => result.Existed);
    }

    [Fact]
    public async Task Copy_Conditions_AreSentForSourceAndTarget()
    {
        await using var endpoint = new ScriptedEndpoint(
            ScriptedAnswer.Head(200, Tag, 5),
            new ScriptedAnswer(
                200, $"<?xml version=\"1.0\"?><CopyObjectResult><ETag>\"{Tag}\"</ETag></CopyObjectResult>"));
        await using S3Storage storage = endpoint.Open();

        StorageEntry entry = await storage.CopyAsync("source", "copy", StorageCondition.IfAbsent, Cancellation);

        Assert.Equal(5, entry.Length);
        Assert.Equal($"\"{Tag}\"", endpoint.Requests[1].Headers["x-amz-copy-source-if-match"]);
        Assert.Equal("*", endpoint.Requests[1].Headers["If-None-Match"]);
    }

    [Theory]
    [InlineData(Tag)]
    [InlineData("another-1")]
    public async Task Copy_Refused_IsTriedAgainWhenTheSourceChanged(string now)
    {
        await using var endpoint = new ScriptedEndpoint(
            ScriptedAnswer.Head(200, Tag, 5),
            ScriptedAnswer.Error(412, "PreconditionFailed"),
            ScriptedAnswer.Head(200, now, 5),
            ScriptedAnswer.Head(404));
        await using S3Storage storage = endpoint.Open();

        var error = (StorageException)await Assert.ThrowsAnyAsync<Exception>(
            () => storage.CopyAsync("source", "copy", StorageCondition.IfAbsent, Cancellation).AsTask());

        // The source that changed is gone when it is looked at again.
        Assert.Equal(now == Tag ? "copy" : "source", error.Key.Text);
        Assert.Equal(now == Tag, error is StoragePreconditionException);
    }

    [Fact]
    public async Task Metadata_OfEveryKind_ComesBack()
    {
        await using S3Storage storage = await S3Server.OpenAsync(Cancellation);
        string[] values =
            ["plain", "", " spaces ", "Größe 😀", "=?UTF-8?B?eA==?=", "=?x", "tab\tline\n", "50%; a=\"b\""];
        var metadata = values.Select(static (value, index) => (value, index))
            .ToDictionary(static item => $"name-{item.index}", static item => item.value);

        StorageEntry put = await storage.PutTextAsync(
            "key", "value", new PutOptions { Metadata = metadata }, Cancellation);
        StorageEntry stat = await storage.StatAsync("key", Cancellation);

        Assert.Equal(metadata, put.Metadata!.ToDictionary());
        Assert.Equal(metadata, stat.Metadata!.ToDictionary());
        foreach (string name in new[] { "", "a b", "ü", "a:b", "a_b" })
        {
            _ = await Assert.ThrowsAsync<ArgumentException>(() => storage.PutTextAsync(
                "key",
                "value",
                new PutOptions { Metadata = new Dictionary<string, string> { [name] = "x" } },
                Cancellation).AsTask());
        }
    }

    private static ScriptedAnswer Listed(string tag) => new(
        200,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult><Name>bucket</Name><KeyCount>1</KeyCount>"
        + "<IsTruncated>false</IsTruncated><Contents><Key>key</Key>"
        + "<LastModified>2026-01-02T03:04:05.000Z</LastModified>"
        + $"<ETag>&quot;{tag}&quot;</ETag><Size>5</Size></Contents></ListBucketResult>");

    private static ScriptedAnswer Completed(string tag) => new(
        200,
        "<?xml version=\"1.0\"?><CompleteMultipartUploadResult><Bucket>bucket</Bucket><Key>key</Key>"
        + $"<ETag>&quot;{tag}&quot;</ETag></CompleteMultipartUploadResult>");

    private static ScriptedAnswer Started => new(
        200,
        "<?xml version=\"1.0\"?><InitiateMultipartUploadResult><Bucket>bucket</Bucket><Key>key</Key>"
        + "<UploadId>upload-1</UploadId></InitiateMultipartUploadResult>");
}
