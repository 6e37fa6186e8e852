using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Xunit;

namespace Storage.Lite.Tests.Backends;

[Collection(HeapCollection.Name)]
public sealed class MemoryStorageListingTests
{
    [Fact]
    public async Task List_OfManyKeys_KeepsNoMoreThanAPage()
    {
        const int Count = 20_000;
        await using var storage = new MemoryStorage();
        for (int index = 0; index < Count; index++)
        {
            await storage.PutAsync($"prefix/{index:d6}", []);
        }

        int seen = 0;
        long before = GC.GetTotalMemory(forceFullCollection: true);
        await foreach (StorageEntry entry in storage.ListAsync("prefix/", TestContext.Current.CancellationToken))
        {
            Assert.Equal(5, entry.Key.Text.IndexOf("x/", StringComparison.Ordinal));
            if (++seen == Count / 2)
            {
                // A page has 1000 entries of about 100 bytes; half of the keys would have 1 MB.
                long grown = GC.GetTotalMemory(forceFullCollection: true) - before;
                Assert.InRange(grown, long.MinValue, 500_000);
            }
        }

        Assert.Equal(Count, seen);
    }

    [Fact]
    public async Task List_AfterACommonPrefix_GoesOnBeyondIt()
    {
        await using var storage = new MemoryStorage();
        foreach (string key in new[] { "a/1", "a/2", "b" })
        {
            await storage.PutTextAsync(key, key);
        }

        Assert.Equal(["b"], await ListAsync("a/"));
        Assert.Equal(["a/", "b"], await ListAsync("a/1"));
        Assert.Equal(["b"], await ListAsync("a/2"));

        async Task<List<string>> ListAsync(string after)
        {
            List<string> got = [];
            await foreach (StoragePage page in storage.ListPagesAsync(
                new ListOptions { Delimiter = "/", StartAfter = after }))
            {
                got.AddRange(page.Prefixes);
                foreach (StorageEntry entry in page.Entries)
                {
                    got.Add(entry.Key.Text);
                }
            }

            return got;
        }
    }

    [Fact]
    public async Task List_WithOptionsThatMakeNoSense_ThrowsAtOnce()
    {
        await using var storage = new MemoryStorage();

        Assert.Throws<ArgumentOutOfRangeException>(() => storage.ListPagesAsync(new ListOptions { PageSize = 0 }));
        Assert.Throws<ArgumentException>(() => storage.ListPagesAsync(new ListOptions { Prefix = "\0" }));
    }

    [Fact]
    public async Task List_OfAStoreThatIsDisposedMeanwhile_Throws()
    {
        var storage = new MemoryStorage();
        await storage.PutTextAsync("a", "value");
        await storage.PutTextAsync("b", "value");
        await using IAsyncEnumerator<StoragePage> pages = storage
            .ListPagesAsync(new ListOptions { PageSize = 1 }).GetAsyncEnumerator(TestContext.Current.CancellationToken);

        Assert.True(await pages.MoveNextAsync());
        await storage.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await pages.MoveNextAsync());
    }
}
