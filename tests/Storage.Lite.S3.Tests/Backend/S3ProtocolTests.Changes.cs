using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Storage.Lite.S3.Tests.Network;
using Xunit;

namespace Storage.Lite.S3.Tests.Backend;

/// <content>Where a list goes on.</content>
public sealed partial class S3ProtocolTests
{
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
}
