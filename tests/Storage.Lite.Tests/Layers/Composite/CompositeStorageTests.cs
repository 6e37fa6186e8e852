using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using Xunit;

namespace Storage.Lite.Tests.Layers.Composite;

public sealed partial class CompositeStorageTests
{
    private readonly ManualTime _time = new();
    private readonly ScriptedStorage _cache = new();
    private readonly ScriptedStorage _main = new();
    private readonly ScriptedStorage _backup = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CompositeStorage_OfTheReference_WritesToAllAndReadsTheFirst()
    {
        await using CompositeStorage storage = Make();
        _ = await storage.PutTextAsync("key", "value", cancellation: Token);

        foreach (IStorage tier in storage.Tiers)
        {
            Assert.Equal("value", await tier.GetTextAsync("key", Token));
        }

        int before = _main.CallCount;
        Assert.Equal("value", await storage.GetTextAsync("key", Token));
        Assert.Equal(before, _main.CallCount);
    }

    [Fact]
    public async Task TryGetAsync_ACacheMisses_IsFilled()
    {
        await using CompositeStorage storage = Make();
        StorageEntry entry = await storage.PutTextAsync("key", "value", cancellation: Token);
        _ = await _cache.DeleteAsync("key", default, Token);

        using StorageContent content = await storage.GetAsync("key", default, Token);
        Assert.Equal(entry, content.Entry);
        using StorageContent filled = await storage.GetAsync("key", default, Token);
        Assert.Equal(entry.ETag, filled.Entry.ETag);
        Assert.Equal(entry.ModifiedAt, filled.Entry.ModifiedAt);
        Assert.Null(filled.Entry.Metadata);
        Assert.True(await _cache.ExistsAsync("key", Token));
    }

    [Fact]
    public async Task TryGetAsync_AWriteWhileAMissIsRead_DoesNotFillTheOldValue()
    {
        await using CompositeStorage storage = Make();
        _ = await storage.PutTextAsync("key", "v1", cancellation: Token);
        _ = await _cache.DeleteAsync("key", default, Token);
        var gate = new TaskCompletionSource();
        int gets = 0;
        _main.After = async (operation, _) =>
        {
            if (operation == StorageOperation.Get && gets++ == 0)
            {
                await gate.Task;
            }
        };
        Task<string> early = storage.GetTextAsync("key", Token).AsTask();
        _ = await storage.PutTextAsync("key", "v2", cancellation: Token);
        gate.SetResult();

        Assert.Equal("v1", await early);
        Assert.Equal("v2", await storage.GetTextAsync("key", Token));
    }

    [Fact]
    public async Task TryGetAsync_ATierFails_FallsThroughButDoesNotBelieveNotFound()
    {
        await using CompositeStorage storage = Make();
        _ = await storage.PutTextAsync("key", "value", cancellation: Token);
        _cache.FailFirst(int.MaxValue);
        _main.FailFirst(int.MaxValue);
        Assert.Equal("value", await storage.GetTextAsync("key", Token));
        Assert.NotNull(await storage.TryStatAsync("key", Token));
        StorageReader reader = await storage.OpenReadAsync("key", default, Token);
        await reader.DisposeAsync();

        StorageException error = await Assert.ThrowsAsync<StorageException>(
            async () => await storage.TryGetAsync("missing", default, Token));
        Assert.Equal(StorageTransience.Temporary, error.Transience);
        _ = await Assert.ThrowsAsync<StorageException>(async () => await storage.ExistsAsync("missing", Token));
        _ = await Assert.ThrowsAsync<StorageException>(
            async () => await storage.TryOpenReadAsync("missing", default, Token));

        _cache.Before = null;
        _main.Before = null;
        Assert.False((await storage.TryGetAsync("missing", default, Token)).IsFound);
    }

    [Fact]
    public async Task PutAsync_ACopyFails_IsReportedAndRepaired()
    {
        await using CompositeStorage storage = Make();
        _ = await storage.PutTextAsync("key", "old", cancellation: Token);
        _backup.FailFirst(int.MaxValue);

        CompositeStorageException error = await Assert.ThrowsAsync<CompositeStorageException>(
            async () => await storage.PutTextAsync("key", "new", cancellation: Token));
        Assert.Equal(
            [StorageTierState.Done, StorageTierState.Done, StorageTierState.Failed],
            error.Report.Tiers.Select(static tier => tier.State));
        Assert.Equal(StorageTransience.Temporary, error.Transience);
        Assert.Equal(1, storage.PendingRepairs);
        Assert.Equal("new", await storage.GetTextAsync("key", Token));

        _backup.Before = null;
        Assert.Equal(0, await storage.RepairAsync(Token));
        Assert.Equal("new", await _backup.GetTextAsync("key", Token));
    }

    [Fact]
    public async Task PutAsync_ACacheFails_HoldsNothingOldAndSucceeds()
    {
        await using CompositeStorage storage = Make();
        _ = await storage.PutTextAsync("key", "old", cancellation: Token);
        _cache.FailFirst(1, StorageOperation.Put);
        using BufferSlice value = BufferSlice.CopyFrom("new"u8);

        CompositeReport report = await storage.PutWithReportAsync("key", value, null, Token);

        Assert.Equal(StorageTierState.LeftOut, report.Tiers[0].State);
        Assert.False(await _cache.ExistsAsync("key", Token));
        Assert.Equal("new", await storage.GetTextAsync("key", Token));
    }

    [Fact]
    public async Task PutAsync_TheAuthoritativeTierFails_OldCopiesAreNotBelieved()
    {
        await using CompositeStorage storage = Make();
        _ = await storage.PutTextAsync("key", "old", cancellation: Token);
        _main.After = static (operation, _) => operation == StorageOperation.Put
            ? throw ScriptedStorage.Temporary(operation)
            : ValueTask.CompletedTask;
        _ = await Assert.ThrowsAsync<StorageException>(
            async () => await storage.PutTextAsync("key", "new", cancellation: Token));

        Assert.Equal("new", await storage.GetTextAsync("key", Token));
        Assert.Equal(0, await storage.RepairAsync(Token));
        Assert.Equal("new", await _backup.GetTextAsync("key", Token));
    }

    [Fact]
    public async Task PutAsync_ByThePrimary_BringsTheOthersUpLater()
    {
        await using CompositeStorage storage = Make(CompositeWritePolicy.Primary);
        using BufferSlice value = BufferSlice.CopyFrom("value"u8);
        _backup.FailFirst(int.MaxValue);
        CompositeReport report = await storage.PutWithReportAsync("key", value, null, Token);
        Assert.Equal(StorageTierState.Pending, report.Tiers[2].State);
        Assert.Equal("value", await storage.GetTextAsync("key", Token));

        _backup.Before = null;
        Assert.Equal(0, await storage.RepairAsync(Token));
        Assert.Equal("value", await _backup.GetTextAsync("key", Token));
    }

    [Fact]
    public async Task PutAsync_ByQuorum_SucceedsWithAMajority()
    {
        await using CompositeStorage storage = Make(CompositeWritePolicy.Quorum);
        _backup.FailFirst(int.MaxValue);
        _ = await storage.PutTextAsync("key", "value", cancellation: Token);
        Assert.Equal(1, storage.PendingRepairs);

        _cache.FailFirst(int.MaxValue);
        _ = await Assert.ThrowsAsync<CompositeStorageException>(
            async () => await storage.PutTextAsync("key", "value", cancellation: Token));
    }

    [Fact]
    public async Task DeleteAsync_ATierFails_NothingComesBack()
    {
        await using CompositeStorage storage = Make();
        _ = await storage.PutTextAsync("key", "value", cancellation: Token);
        _backup.FailFirst(int.MaxValue);
        _cache.FailFirst(1);

        CompositeStorageException error = await Assert.ThrowsAsync<CompositeStorageException>(
            async () => await storage.DeleteAsync("key", default, Token));
        Assert.True(error.Report.Existed);
        _backup.Before = null;

        Assert.False((await storage.TryGetAsync("key", default, Token)).IsFound);
        Assert.False(await storage.ExistsAsync("key", Token));
        Assert.Equal(0, await storage.RepairAsync(Token));
        Assert.False(await _backup.ExistsAsync("key", Token));
        Assert.False(await _cache.ExistsAsync("key", Token));
    }

    [Fact]
    public async Task Restart_BeforeADebtWasPaid_SyncSettlesWhatItForgot()
    {
        // The composite that knows of its debts never reaches the backup again, as if its process were gone.
        var unreachable = new ScriptedStorage(_backup);
        CompositeStorage storage = Make(unreachable);
        _ = await storage.PutTextAsync("deleted", "1", cancellation: Token);
        _ = await storage.PutTextAsync("changed", "1", cancellation: Token);
        unreachable.FailFirst(int.MaxValue);
        _ = await Assert.ThrowsAsync<CompositeStorageException>(
            async () => await storage.DeleteAsync("deleted", default, Token));
        _ = await Assert.ThrowsAsync<CompositeStorageException>(
            async () => await storage.PutTextAsync("changed", "2", cancellation: Token));
        Assert.False((await storage.TryGetAsync("deleted", default, Token)).IsFound);

        await using CompositeStorage again = Make();
        Assert.True(await again.ExistsAsync("deleted", Token));
        _ = await _main.SyncAsync(
            _backup, new SyncOptions { DeletesOthers = true, ComparesBytes = true }, Token);
        Assert.False(await again.ExistsAsync("deleted", Token));
        Assert.Equal("2", await _backup.GetTextAsync("changed", Token));
    }

    [Fact]
    public async Task DeleteAsync_TheAuthoritativeTierFails_RemovesNothing()
    {
        await using CompositeStorage storage = Make();
        _ = await storage.PutTextAsync("key", "value", cancellation: Token);
        _main.FailFirst(1, StorageOperation.Delete);
        _ = await Assert.ThrowsAsync<StorageException>(
            async () => await storage.DeleteAsync("key", default, Token));
        Assert.Equal("value", await storage.GetTextAsync("key", Token));
        Assert.True(await storage.DeleteAsync("key", default, Token));
        Assert.False(await storage.DeleteAsync("key", default, Token));
    }

    [Fact]
    public async Task DeleteManyAsync_ATierFails_IsToldPerKey()
    {
        await using CompositeStorage storage = Make();
        _ = await storage.PutTextAsync("a", "value", cancellation: Token);
        _ = await storage.PutTextAsync("b", "value", cancellation: Token);
        _backup.FailFirst(1);
        IReadOnlyList<StorageDeleteResult> results = await storage.DeleteManyAsync(["a", "b", "c"], Token);
        _ = Assert.IsType<CompositeStorageException>(results[0].Error);
        Assert.True(results[1].Existed);
        Assert.False(results[2].Existed);
    }

    [Fact]
    public async Task PutAsync_CompareAndSwap_UsesTheAuthoritativeVersion()
    {
        await using CompositeStorage storage = Make();
        _ = await storage.PutTextAsync("key", "0", cancellation: Token);
        for (int count = 1; count <= 3; count++)
        {
            using StorageContent content = await storage.GetAsync("key", default, Token);
            var options = new PutOptions { Condition = StorageCondition.IfMatch(content.Entry.ETag) };
            _ = await storage.PutTextAsync("key", $"{count}", options, Token);
            _ = await Assert.ThrowsAsync<StoragePreconditionException>(
                async () => await storage.PutTextAsync("key", "lost", options, Token));
            StorageEntry entry = await storage.StatAsync("key", Token);
            StorageContent same = await storage.TryGetAsync(
                "key", new GetOptions { Condition = StorageCondition.IfNoneMatch(entry.ETag) }, Token);
            Assert.Equal(StorageOutcome.NotModified, same.Outcome);
            _ = await Assert.ThrowsAsync<StoragePreconditionException>(async () => await storage.TryGetAsync(
                "key", new GetOptions { Condition = options.Condition }, Token));
        }

        Assert.Equal("3", await storage.GetTextAsync("key", Token));
        Assert.Equal(0, storage.PendingRepairs);
    }

    [Fact]
    public async Task CompositeStorage_WritersCopiesAndRenames_ReachEveryTier()
    {
        await using CompositeStorage storage = Make();
        await using (StorageWriter writer = await storage.OpenWriteAsync("a", cancellation: Token))
        {
            await writer.WriteAsync("value"u8.ToArray(), Token);
            _ = await writer.CommitAsync(Token);
        }

        Assert.Equal("value", await _backup.GetTextAsync("a", Token));
        _ = await storage.CopyAsync("a", "b", default, Token);
        Assert.Equal("value", await _backup.GetTextAsync("b", Token));
        _ = await storage.RenameAsync("a", "c", default, Token);
        Assert.False(await _backup.ExistsAsync("a", Token));
        Assert.Equal("value", await _backup.GetTextAsync("c", Token));
        Assert.Equal(["b", "c"], await ListAsync(storage));
        StorageReader reader = await storage.OpenReadAsync("c", default, Token);
        await using (reader)
        {
            using BufferSlice portion = await reader.ReadAsync(Token);
            Assert.True(portion.SequenceEqual("value"u8));
        }
    }

    [Fact]
    public async Task CheckHealthAsync_OneTierIsIll_SaysSo()
    {
        await using CompositeStorage storage = Make();
        Assert.True((await storage.CheckHealthAsync(Token)).IsHealthy);
    }

    [Fact]
    public async Task CompositeStorage_Disposed_DisposesEveryTierAfterALastRepair()
    {
        CompositeStorage storage = Make();
        _backup.FailFirst(1, StorageOperation.Put);
        _ = await Assert.ThrowsAsync<CompositeStorageException>(
            async () => await storage.PutTextAsync("key", "value", cancellation: Token));
        await storage.DisposeAsync();
        Assert.True(_cache.IsDisposed && _main.IsDisposed && _backup.IsDisposed);
    }

    [Fact]
    public async Task DisposeAsync_ATierFails_DisposesTheOthersAndSaysSo()
    {
        await using var stubborn = new StubbornStorage();
        var storage = new CompositeStorage([stubborn, _main, _backup], new CompositeOptions { AuthoritativeTier = 1 });
        Assert.Equal(
            "stubborn",
            (await Assert.ThrowsAsync<InvalidOperationException>(async () => await storage.DisposeAsync())).Message);
        Assert.True(_main.IsDisposed && _backup.IsDisposed);
        await storage.DisposeAsync();
    }

    [Fact]
    public async Task PutAsync_TooManyRepairsPending_ThatTierIsNotAskedAnyMore()
    {
        await using var storage = new CompositeStorage(
            [_cache, _main, _backup],
            new CompositeOptions { AuthoritativeTier = 1, PendingRepairsMax = 1, TimeProvider = _time });
        foreach (string key in new[] { "a", "b" })
        {
            _ = await storage.PutTextAsync(key, "value", cancellation: Token);
        }

        _backup.FailFirst(int.MaxValue);
        foreach (string key in new[] { "a", "b" })
        {
            _ = await Assert.ThrowsAsync<CompositeStorageException>(
                async () => await storage.DeleteAsync(key, default, Token));
        }

        _backup.Before = null;
        Assert.False(await storage.ExistsAsync("b", Token));
    }

    [Fact]
    public void CompositeOptions_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new CompositeOptions { AuthoritativeTier = 3 }.Validate(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CompositeOptions { QuorumCount = 4 }.Validate(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CompositeOptions { PendingRepairsMax = 0 }.Validate(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CompositeStorage([]));
    }

    private CompositeStorage Make(CompositeWritePolicy policy = CompositeWritePolicy.All) => Make(_backup, policy);

    private CompositeStorage Make(IStorage backup, CompositeWritePolicy policy = CompositeWritePolicy.All) => new(
        [_cache, _main, backup],
        new CompositeOptions { AuthoritativeTier = 1, WritePolicy = policy, TimeProvider = _time });

    private static async Task<List<string>> ListAsync(IStorage storage)
    {
        List<string> keys = [];
        await foreach (StorageEntry entry in storage.ListAsync("", Token))
        {
            keys.Add(entry.Key.Text);
        }

        return keys;
    }

    /// <summary>Fails when it is disposed for the first time, after it was.</summary>
    private sealed class StubbornStorage() : StorageLayer(new MemoryStorage())
    {
        private bool _hasFailed;

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            if (!_hasFailed)
            {
                _hasFailed = true;
                throw new InvalidOperationException("stubborn");
            }
        }
    }
}
