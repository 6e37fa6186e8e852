using System.Threading.Tasks;
using Xunit;

namespace Storage.Lite.Tests.Layers.Composite;

/// <content>What a failure or a cancellation must not leave behind.</content>
public sealed partial class CompositeStorageTests
{
    [Fact]
    public async Task RenameAsync_ATierKeepsTheOldName_TheNewOneIsRightEverywhere()
    {
        await using CompositeStorage storage = Make();
        _ = await storage.PutTextAsync("a", "moved", cancellation: Token);
        _ = await storage.PutTextAsync("b", "replaced", cancellation: Token);
        _backup.FailFirst(1, StorageOperation.Delete);

        CompositeStorageException error = await Assert.ThrowsAsync<CompositeStorageException>(
            async () => await storage.RenameAsync("a", "b", default, Token));
        Assert.Equal(StorageTierState.Failed, error.Report.Tiers[2].State);
        Assert.Equal(StorageTierState.Done, error.Report.Tiers[0].State);
        Assert.Equal("moved", await storage.GetTextAsync("b", Token));
        Assert.Equal("moved", await _backup.GetTextAsync("b", Token));
        Assert.False(await storage.ExistsAsync("a", Token));
        Assert.Equal(0, await storage.RepairAsync(Token));
        Assert.False(await _backup.ExistsAsync("a", Token));
    }
}
