using System;
using System.Threading.Tasks;
using Xunit;

namespace Storage.Lite.Testing.Tests.Faults;

public sealed class CapabilityOverrideTests
{
    [Fact]
    public async Task Put_LongerThanTheLayerSays_IsRefused()
    {
        await using var storage = new CapabilityOverride(
            new MemoryStorage(), static all => all with { ValueBytesMax = 4 });

        await storage.PutTextAsync("key", "1234");
        await Assert.ThrowsAsync<StorageQuotaException>(async () => await storage.PutTextAsync("key", "12345"));
    }

    [Fact]
    public async Task Operations_ThatTheLayerSaysItCannotDo_AreRefusedOneByOne()
    {
        await using var storage = new CapabilityOverride(new MemoryStorage(), static all => all with
        {
            ComparesAndSwaps = false,
            DeletesIfMatch = false,
            CopiesIfAbsent = false,
        });
        StorageEntry entry = await storage.PutTextAsync("key", "value");
        StorageCondition match = StorageCondition.IfMatch(entry.ETag);

        await Assert.ThrowsAsync<StorageNotSupportedException>(
            async () => await storage.PutTextAsync("key", "other", new PutOptions { Condition = match }));
        await Assert.ThrowsAsync<StorageNotSupportedException>(async () => await storage.DeleteAsync("key", match));
        await Assert.ThrowsAsync<StorageNotSupportedException>(
            async () => await storage.CopyAsync("key", "copy", StorageCondition.IfAbsent));
        await Assert.ThrowsAsync<StorageNotSupportedException>(
            async () => await storage.RenameAsync("key", "copy", StorageCondition.IfAbsent));
        await storage.PutTextAsync("new", "value", new PutOptions { Condition = StorageCondition.IfAbsent });
        await storage.CopyAsync("key", "copy");
        await storage.RenameAsync("copy", "renamed");
        Assert.True(await storage.DeleteAsync("renamed"));
        Assert.Equal("value", await storage.GetTextAsync("key"));
    }

    [Fact]
    public async Task GetFeature_OfUrlsThatTheLayerSaysItCannotMake_FindsNone()
    {
        await using var storage = new CapabilityOverride(new MemoryStorage(), static all => all);

        Assert.Null(storage.GetFeature<IPresignedUrls>());
        Assert.NotNull(storage.GetFeature<MemoryStorage>());
        Assert.Throws<ArgumentNullException>(() => new CapabilityOverride(storage, null!));
    }
}
