using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Storage.Lite.S3.Tests.Network;
using Xunit;

namespace Storage.Lite.S3.Tests.Backend;

/// <content>What changes between two requests, and where a list goes on.</content>
public sealed partial class S3ProtocolTests
{
    private const string OtherTag = "7d793037a0760186574b0282f2f435e7-1";

    [Fact]
    public async Task List_MoreFollows_GoesOnAfterTheLastKeyByItsBytes()
    {
        // By their UTF-16 units the second would come first.
        string[] keys = ["\uFF5E", "\U0001F600"];
        string contents = string.Concat(keys.Select(static key =>
            $"<Contents><Key>{Uri.EscapeDataString(key)}</Key><Size>5</Size></Contents>"));
        await using var endpoint = new ScriptedEndpoint(
            new ScriptedAnswer(
                200,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult><Name>bucket</Name>"
                + "<EncodingType>url</EncodingType><KeyCount>2</KeyCount><IsTruncated>true</IsTruncated>"
                + $"<NextContinuationToken>more</NextContinuationToken>{contents}</ListBucketResult>"),
            Listed(Tag));
        await using S3Storage storage = endpoint.Open();

        List<StoragePage> pages = [];
        await foreach (StoragePage page in storage.ListPagesAsync(null, Cancellation))
        {
            pages.Add(page);
        }

        Assert.Equal(keys, pages[0].Entries.Select(static entry => entry.Key.Text));
        Assert.Equal(keys[1], pages[0].Continuation);
        Assert.Null(pages[1].Continuation);
    }

    [Fact]
    public async Task Rename_TheSourceIsReplacedAfterItWasCopied_MovesTheNewOne()
    {
        await using var endpoint = new ScriptedEndpoint(
            ScriptedAnswer.Head(200, Tag, 5),
            Copied(Tag),
            ScriptedAnswer.Error(412, "PreconditionFailed"),
            ScriptedAnswer.Head(200, OtherTag, 7),
            Copied(OtherTag),
            new ScriptedAnswer(204));
        await using S3Storage storage = endpoint.Open();

        StorageEntry entry = await storage.RenameAsync("a", "b", StorageCondition.IfAbsent, Cancellation);

        Assert.Equal(("b", 7L, StorageETag.Parse(OtherTag)), (entry.Key.Text, entry.Length, entry.ETag));
        Assert.Equal($"\"{Tag}\"", endpoint.Requests[2].Headers["If-Match"]);
        Assert.Equal("*", endpoint.Requests[1].Headers["If-None-Match"]);
        Assert.Null(endpoint.Requests[4].Headers["If-None-Match"]);
        Assert.StartsWith("DELETE ", endpoint.Requests[5].Line, StringComparison.Ordinal);
        Assert.Equal($"\"{OtherTag}\"", endpoint.Requests[5].Headers["If-Match"]);
    }

    [Fact]
    public async Task Rename_TheSourceIsRemovedAfterItWasCopied_IsDone()
    {
        await using var endpoint = new ScriptedEndpoint(
            ScriptedAnswer.Head(200, Tag, 5), Copied(Tag), ScriptedAnswer.Error(404, "NoSuchKey"));
        await using S3Storage storage = endpoint.Open();

        StorageEntry entry = await storage.RenameAsync("a", "b", default, Cancellation);

        Assert.Equal("b", entry.Key.Text);
    }

    [Fact]
    public async Task Rename_TheSourceNeverStaysTheSame_HasBothKeysAndSaysSo()
    {
        ScriptedAnswer[] round =
            [ScriptedAnswer.Head(200, Tag, 5), Copied(Tag), ScriptedAnswer.Error(412, "PreconditionFailed")];
        await using var endpoint = new ScriptedEndpoint(
            [.. Enumerable.Repeat(round, 20).SelectMany(static one => one)]);
        await using S3Storage storage = endpoint.Open();

        StorageException error = await Assert.ThrowsAsync<StorageException>(
            async () => await storage.RenameAsync("a", "b", default, Cancellation));

        Assert.Equal(StorageTransience.Temporary, error.Transience);
        Assert.Contains("has both keys", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeleteMany_AnErrorOfAKeyThatWasNotAsked_IsToldForEach()
    {
        await using var endpoint = new ScriptedEndpoint(
            ScriptedAnswer.Head(200, Tag, 1),
            ScriptedAnswer.Head(200, Tag, 1),
            new ScriptedAnswer(
                200,
                "<?xml version=\"1.0\"?><DeleteResult><Error><Key>bucket/b</Key><Code>AccessDenied</Code>"
                + "<Message>No.</Message></Error></DeleteResult>"));
        await using S3Storage storage = endpoint.Open(static options => options with { ConcurrentRequests = 1 });

        IReadOnlyList<StorageDeleteResult> results = await storage.DeleteManyAsync(["a", "b"], Cancellation);

        Assert.All(results, static result => Assert.NotNull(result.Error));
        Assert.DoesNotContain(results, static result => result.Existed);
    }

    private static ScriptedAnswer Copied(string tag) => new(
        200,
        "<?xml version=\"1.0\"?><CopyObjectResult><LastModified>2026-01-02T03:04:05.000Z</LastModified>"
        + $"<ETag>&quot;{tag}&quot;</ETag></CopyObjectResult>");
}
