using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Native.TestKit;
using Xunit;

namespace Storage.Lite.Tests.Backends;

/// <content>What errors and cancellations must not leave behind or hold up.</content>
public sealed partial class FileStorageTests
{
    [Theory]
    [MemberData(nameof(Layouts))]
    public async Task Get_OfAnotherVersion_GivesItsMemoryBack(FileLayout layout)
    {
        using var pool = new TrackingBlockPool();
        await using FileStorage storage = FileStorage.Open(
            _directory.Path, new FileStorageOptions { Layout = layout, Pool = pool.Pool });
        await storage.PutTextAsync("a", "value", cancellation: Cancellation);
        var other = new GetOptions { Condition = StorageCondition.IfMatch(new StorageETag(1, 2)) };
        await Assert.ThrowsAsync<StoragePreconditionException>(
            async () => await storage.TryGetAsync("a", other, Cancellation));
        await Assert.ThrowsAsync<StoragePreconditionException>(
            async () => await storage.TryOpenReadAsync("a", other, Cancellation));
    }

    [Fact]
    public async Task List_ADamagedObject_IsShownAndTheOthersToo()
    {
        await using FileStorage storage = Open(FileLayout.Encoded);
        foreach (string key in new[] { "a", "b", "c" })
        {
            await storage.PutTextAsync(key, "value", cancellation: Cancellation);
        }

        _directory.Write("b.o", "what a disk has made of it"u8);

        Assert.Equal(["a", "b", "c"], await KeysOf(storage));
        List<StorageSweepResult> verified = [];
        await foreach (StorageSweepResult result in storage.VerifyAsync(cancellation: Cancellation))
        {
            verified.Add(result);
        }

        Assert.Equal(
            [StorageSweepOutcome.Kept, StorageSweepOutcome.Failed, StorageSweepOutcome.Kept],
            verified.Select(static result => result.Outcome));
        Assert.IsType<StorageIntegrityException>(verified[1].Error);
        foreach (string key in await KeysOf(storage))
        {
            Assert.True(await storage.DeleteAsync(key, cancellation: Cancellation));
        }
    }
}
