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
}
