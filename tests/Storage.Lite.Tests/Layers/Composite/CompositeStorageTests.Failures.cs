using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using Native.TestKit;
using Storage.Lite.Tests.Backends;
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

    [Fact]
    public async Task TryGetAsync_SomebodyWritesMeanwhile_DoesNotWaitToFillACache()
    {
        await using CompositeStorage storage = Make();
        _ = await _main.PutTextAsync("key", "value", cancellation: Token);
        var readOnce = new TaskCompletionSource();
        var isWritten = new TaskCompletionSource();
        _cache.After = async (operation, number) =>
        {
            // The cache has answered that it has nothing; before the next tier is asked a write begins.
            if (operation == StorageOperation.Get && number == 1)
            {
                readOnce.SetResult();
                await isWritten.Task;
            }
        };
        Task<StorageContent> get = storage.TryGetAsync("key", default, Token).AsTask();
        await Eventually.EndsAsync(readOnce.Task, "the cache to be asked");
        var gate = new TaskCompletionSource();
        _main.Before = async (operation, _, _) =>
        {
            if (operation == StorageOperation.Put)
            {
                await gate.Task;
            }
        };
        Task<StorageEntry> put = storage.PutTextAsync("key", "newer", cancellation: Token).AsTask();
        isWritten.SetResult();

        await Eventually.EndsAsync(get, "a read beside a write");
        (await get).Dispose();
        gate.SetResult();
        _ = await put;
        Assert.Equal("newer", await storage.GetTextAsync("key", Token));
    }

    [Fact]
    public async Task TryGetAsync_ACacheHasAnotherVersion_TheConditionIsForTheAuthoritativeTier()
    {
        await using CompositeStorage storage = Make();
        _ = await storage.PutTextAsync("key", "old", cancellation: Token);
        StorageEntry foreign = await _main.PutTextAsync("key", "of another process", cancellation: Token);
        var options = new GetOptions { Condition = StorageCondition.IfMatch(foreign.ETag) };

        using StorageContent content = await storage.GetAsync("key", options, Token);
        Assert.Equal("of another process", content.Bytes.GetString());
        await using StorageReader reader = await storage.OpenReadAsync("key", options, Token);
        Assert.Equal(foreign.ETag, reader.Entry.ETag);
        var none = new GetOptions { Condition = StorageCondition.IfMatch(new StorageETag(1, 2)) };
        _ = await Assert.ThrowsAsync<StoragePreconditionException>(
            async () => await storage.TryGetAsync("key", none, Token));
        _ = await Assert.ThrowsAsync<StoragePreconditionException>(
            async () => await storage.TryOpenReadAsync("key", none, Token));
    }

    [Fact]
    public async Task TryGetAsync_AWriteWasUnderWayWhenItBegan_NothingOldIsFilled()
    {
        // Copies that keep no metadata have no version by which the old value would be told from the new one.
        var plain = new ScriptedStorage(TemporaryFileStorage.Open(FileStorageOptions.Default));
        await using CompositeStorage storage = Make(plain);
        _ = await storage.PutTextAsync("key", "old", cancellation: Token);
        _ = await _cache.DeleteAsync("key", default, Token);
        var begun = new TaskCompletionSource();
        var mayEnd = new TaskCompletionSource();
        _main.Before = async (operation, _, _) =>
        {
            if (operation == StorageOperation.Put)
            {
                begun.SetResult();
                await mayEnd.Task;
            }
            else if (operation == StorageOperation.Get)
            {
                throw ScriptedStorage.Temporary();
            }
        };
        var read = new TaskCompletionSource();
        var mayReturn = new TaskCompletionSource();
        plain.After = async (operation, _) =>
        {
            if (operation == StorageOperation.Get && read.TrySetResult())
            {
                await mayReturn.Task;
            }
        };
        Task<StorageEntry> put = storage.PutTextAsync("key", "new", cancellation: Token).AsTask();
        await Eventually.EndsAsync(begun.Task, "the write to begin");
        Task<string> get = storage.GetTextAsync("key", Token).AsTask();
        await Eventually.EndsAsync(read.Task, "the copy to be read");
        mayEnd.SetResult();
        _ = await put;
        _ = await _cache.DeleteAsync("key", default, Token);
        mayReturn.SetResult();

        Assert.Equal("old", await get);
        Assert.False(await _cache.ExistsAsync("key", Token));
    }

    [Fact]
    public async Task CompositeStorage_ACacheCannotHoldTheKey_IsPassedOver()
    {
        await using var storage = new CompositeStorage(
            [TemporaryFileStorage.Open(FileStorageOptions.Default), _main],
            new CompositeOptions { AuthoritativeTier = 1 });
        using BufferSlice value = BufferSlice.CopyFrom("value"u8);
        CompositeReport report = await storage.PutWithReportAsync("folder/", value, null, Token);
        Assert.Equal(StorageTierState.LeftOut, report.Tiers[0].State);
        Assert.Equal("value", await storage.GetTextAsync("folder/", Token));
        Assert.True(await storage.ExistsAsync("folder/", Token));
        Assert.False((await storage.TryGetAsync("missing/", default, Token)).IsFound);
        Assert.Null(await storage.TryStatAsync("missing/", Token));
        Assert.False((await storage.TryOpenReadAsync("missing/", default, Token)).IsFound);
        _ = await storage.RenameAsync("folder/", "other/", default, Token);
        Assert.True(await storage.DeleteAsync("other/", default, Token));
        Assert.Equal(0, storage.PendingRepairs);
    }
}
