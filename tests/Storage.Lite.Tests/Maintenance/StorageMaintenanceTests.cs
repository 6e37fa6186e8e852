using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using Storage.Lite.Tests.Layers;
using Xunit;

namespace Storage.Lite.Tests.Maintenance;

public sealed class StorageMaintenanceTests
{
    private readonly ManualTime _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SyncAsync_TwoStores_CopiesWhatDiffersAndRemovesTheRest()
    {
        await using var source = new MemoryStorage();
        await using var destination = new MemoryStorage();
        foreach (string key in new[] { "a", "b", "dir/c" })
        {
            _ = await source.PutTextAsync(key, $"value of {key}", cancellation: Token);
        }

        _ = await destination.PutTextAsync("b", "value of x", cancellation: Token);
        _ = await destination.PutTextAsync("z", "other", cancellation: Token);
        var options = new SyncOptions { DeletesOthers = true, ComparesBytes = true };

        SyncReport report = await source.SyncAsync(destination, options, Token);
        Assert.True(report.IsComplete);
        Assert.Equal((3, 0, 1), (report.Copied, report.Unchanged, report.Deleted));
        Assert.Equal("value of b", await destination.GetTextAsync("b", Token));
        Assert.False(await destination.ExistsAsync("z", Token));

        report = await source.SyncAsync(destination, options, Token);
        Assert.Equal((0, 3, 0), (report.Copied, report.Unchanged, report.Deleted));
        report = await source.SyncAsync(destination, cancellation: Token);
        Assert.Equal(3, report.Unchanged);
    }

    [Fact]
    public async Task SyncAsync_Preview_TellsEachChangeAndChangesNothing()
    {
        await using var source = new MemoryStorage();
        await using var destination = new MemoryStorage();
        _ = await source.PutTextAsync("new", "value", cancellation: Token);
        _ = await source.PutTextAsync("same", "value", cancellation: Token);
        _ = await destination.PutTextAsync("same", "value", cancellation: Token);
        _ = await destination.PutTextAsync("other", "value", cancellation: Token);
        var changes = new Told<SyncChange>();
        var bytes = new Told<long>();
        var options = new SyncOptions
        {
            DeletesOthers = true,
            IsPreview = true,
            Changes = changes,
            CopiedBytes = bytes,
            Concurrency = 1,
        };

        SyncReport preview = await source.SyncAsync(destination, options, Token);
        Assert.Equal((1, 1, 1), (preview.Copied, preview.Unchanged, preview.Deleted));
        Assert.False(await destination.ExistsAsync("new", Token));
        Assert.True(await destination.ExistsAsync("other", Token));
        SyncChange[] expected =
        [
            new("new", SyncAction.Copied, 5), new("same", SyncAction.Unchanged), new("other", SyncAction.Deleted),
        ];
        Assert.Equal(expected, changes.Values);
        Assert.Empty(bytes.Values);

        changes.Values.Clear();
        _ = await source.SyncAsync(destination, options with { IsPreview = false }, Token);
        Assert.Equal(expected, changes.Values);
        Assert.Equal([5], bytes.Values);
        Assert.True(await destination.ExistsAsync("new", Token));
        Assert.False(await destination.ExistsAsync("other", Token));
    }

    [Fact]
    public async Task SyncAsync_AnObjectFails_IsToldWithItsError()
    {
        await using var source = new MemoryStorage();
        await using var destination = new ScriptedStorage();
        _ = await source.PutTextAsync("a", "value", cancellation: Token);
        destination.FailFirst(1, StorageOperation.Put);
        var changes = new Told<SyncChange>();

        SyncReport report = await source.SyncAsync(destination, new SyncOptions { Changes = changes }, Token);
        SyncChange change = Assert.Single(changes.Values);
        Assert.Equal(("a", SyncAction.Failed), (change.Key.Text, change.Action));
        Assert.Same(Assert.Single(report.Errors), change.Error);
    }

    [Fact]
    public async Task CopyToAsync_OtherStore_KeepsMetadataAndConditions()
    {
        await using var source = new MemoryStorage();
        await using var destination = new MemoryStorage();
        var metadata = new Dictionary<string, string> { ["a"] = "b" };
        _ = await source.PutTextAsync("one", "value", new PutOptions { Metadata = metadata }, Token);
        var bytes = new Told<long>();

        StorageEntry copy = await source.CopyToAsync(
            "one", destination, "two", StorageCondition.IfAbsent, bytes, Token);
        StorageEntry there = await destination.StatAsync("two", Token);
        Assert.Equal((copy.ETag, 5, "b"), (there.ETag, there.Length, there.Metadata!["a"]));
        Assert.Equal([5], bytes.Values);
        _ = await Assert.ThrowsAsync<StoragePreconditionException>(async () =>
            await source.CopyToAsync("one", destination, "two", StorageCondition.IfAbsent, null, Token));
        StorageNotFoundException error = await Assert.ThrowsAsync<StorageNotFoundException>(async () =>
            await source.CopyToAsync("missing", destination, "three", cancellation: Token));
        Assert.Equal(StorageOperation.Copy, error.Operation);
    }

    [Fact]
    public async Task VerifyAsync_DamagedObject_IsFoundAroundTheCache()
    {
        var inner = new MemoryStorage();
        await using IStorage storage = new StorageBuilder()
            .UseBackend(() => inner)
            .UseCache()
            .UseChecksums()
            .Build();
        foreach (string key in new[] { "a", "b" })
        {
            _ = await storage.PutTextAsync(key, "value", cancellation: Token);
            Assert.Equal("value", await storage.GetTextAsync(key, Token));
        }

        byte[] stored = await inner.GetBytesAsync("a", Token);
        stored[^1] ^= 1;
        _ = await inner.PutAsync("a", stored.AsSpan(), null, Token);

        var bytes = new Told<long>();
        var results = new List<StorageSweepResult>();
        await foreach (StorageSweepResult result in storage.VerifyAsync("", bytes, Token))
        {
            results.Add(result);
        }

        Assert.Equal(
            [StorageSweepOutcome.Failed, StorageSweepOutcome.Kept], results.Select(static result => result.Outcome));
        _ = Assert.IsType<StorageIntegrityException>(results[0].Error);
        Assert.Equal([5], bytes.Values);
    }

    [Fact]
    public async Task VerifyAsync_NoEnvelope_TellsWhatFailsAndWhatIsGone()
    {
        await using var storage = new UnreadableStorage();
        foreach (string key in new[] { "broken", "gone", "right" })
        {
            _ = await storage.PutTextAsync(key, "value", cancellation: Token);
        }

        var results = new List<StorageSweepResult>();
        await foreach (StorageSweepResult result in storage.VerifyAsync(cancellation: Token))
        {
            results.Add(result);
        }

        Assert.Equal(
            [StorageSweepOutcome.Failed, StorageSweepOutcome.Overtaken, StorageSweepOutcome.Kept],
            results.Select(static result => result.Outcome));
    }

    [Fact]
    public async Task SyncAsync_AnObjectFails_DoesTheOthers()
    {
        await using var source = new MemoryStorage();
        await using var destination = new ScriptedStorage();
        _ = await source.PutTextAsync("a", "value", cancellation: Token);
        _ = await source.PutTextAsync("b", "value", cancellation: Token);
        destination.FailFirst(1, StorageOperation.Put);

        SyncReport report = await source.SyncAsync(destination, new SyncOptions { Concurrency = 1 }, Token);
        _ = Assert.Single(report.Errors);
        Assert.Equal(1, report.Copied);
        Assert.False(report.IsComplete);
    }

    [Fact]
    public async Task SyncAsync_ACopyDiffers_IsAnIntegrityError()
    {
        await using var source = new MemoryStorage();
        await using var destination = new CorruptingStorage();
        _ = await source.PutTextAsync("a", "value", cancellation: Token);
        SyncReport report = await source.SyncAsync(destination, cancellation: Token);
        _ = Assert.IsType<StorageIntegrityException>(Assert.Single(report.Errors));
    }

    [Fact]
    public async Task BackupAsync_ThenRestoreAsync_BringsBackWhatWas()
    {
        await using var storage = new MemoryStorage();
        await using var backup = new MemoryStorage();
        _ = await storage.PutTextAsync("a", "one", cancellation: Token);
        _ = await storage.PutTextAsync("b", "two", cancellation: Token);
        Assert.Equal(2, (await storage.BackupAsync(backup, "monday/", cancellation: Token)).Copied);

        _ = await storage.PutTextAsync("a", "bad", cancellation: Token);
        _ = await storage.DeleteAsync("b", default, Token);
        _ = await storage.PutTextAsync("c", "new", cancellation: Token);
        SyncReport report = await storage.RestoreAsync(
            backup, "monday/", new SyncOptions { DeletesOthers = true }, Token);

        Assert.Equal((2, 1), (report.Copied, report.Deleted));
        Assert.Equal("one", await storage.GetTextAsync("a", Token));
        Assert.Equal("two", await storage.GetTextAsync("b", Token));
        Assert.False(await storage.ExistsAsync("c", Token));
    }

    [Fact]
    public async Task DeletePrefixAsync_ObjectsUnderIt_LeavesSiblings()
    {
        await using var storage = new MemoryStorage();
        foreach (string key in new[] { "P", "P/a", "P/a/b", "P2/a" })
        {
            _ = await storage.PutTextAsync(key, "value", cancellation: Token);
        }

        Assert.Equal(2, await storage.DeletePrefixAsync("P/", Token));
        Assert.True(await storage.ExistsAsync("P", Token));
        Assert.True(await storage.ExistsAsync("P2/a", Token));
        _ = await Assert.ThrowsAsync<ArgumentException>(async () => await storage.DeletePrefixAsync("", Token));
    }

    [Fact]
    public async Task DeletePrefixAsync_MoreThanABatch_RemovesAll()
    {
        await using var storage = new MemoryStorage();
        for (int index = 0; index < 1500; index++)
        {
            _ = await storage.PutTextAsync($"P/{index}", "value", cancellation: Token);
        }

        Assert.Equal(1500, await storage.DeletePrefixAsync("P/", Token));
        Assert.Equal(0, storage.ObjectCount);
    }

    [Fact]
    public async Task DeletePrefixAsync_AnObjectFails_Throws()
    {
        await using var storage = new ScriptedStorage();
        _ = await storage.PutTextAsync("P/a", "value", cancellation: Token);
        storage.FailFirst(1, StorageOperation.Delete);
        _ = await Assert.ThrowsAsync<StorageException>(async () => await storage.DeletePrefixAsync("P/", Token));
    }

    [Fact]
    public async Task DeleteOlderThanAsync_OldObjects_AreRemoved()
    {
        await using var storage = new MemoryStorage(new MemoryStorageOptions { TimeProvider = _time });
        _ = await storage.PutTextAsync("log/old", "value", cancellation: Token);
        _ = await storage.PutTextAsync("kept", "value", cancellation: Token);
        _time.Advance(TimeSpan.FromDays(40));
        _ = await storage.PutTextAsync("log/new", "value", cancellation: Token);

        Assert.Equal(1, await storage.DeleteOlderThanAsync(TimeSpan.FromDays(30), "log/", _time, Token));
        Assert.True(await storage.ExistsAsync("log/new", Token));
        Assert.True(await storage.ExistsAsync("kept", Token));
    }

    [Fact]
    public async Task DeleteOlderThanAsync_ReplacedMeanwhile_TheNewOneStays()
    {
        await using var storage = new ScriptedStorage(
            new MemoryStorage(new MemoryStorageOptions { TimeProvider = _time }));
        _ = await storage.PutTextAsync("a", "old", cancellation: Token);
        _ = await storage.PutTextAsync("b", "old", cancellation: Token);
        _time.Advance(TimeSpan.FromDays(40));
        storage.After = async (operation, number) =>
        {
            if (operation == StorageOperation.List)
            {
                _ = await storage.Below.PutTextAsync("a", "new", cancellation: Token);
            }
        };

        Assert.Equal(1, await storage.DeleteOlderThanAsync(TimeSpan.FromDays(30), time: _time, cancellation: Token));
        Assert.Equal("new", await storage.GetTextAsync("a", Token));
        Assert.False(await storage.ExistsAsync("b", Token));
    }

    [Fact]
    public async Task BackupAndRestore_AKeyThatIsNoneThere_DoTheOthers()
    {
        await using var storage = new MemoryStorage();
        await using var backup = new MemoryStorage();
        string longest = new('x', StorageKey.BytesMax);
        _ = await storage.PutTextAsync(longest, "value", cancellation: Token);
        _ = await storage.PutTextAsync("a", "value", cancellation: Token);
        SyncReport made = await storage.BackupAsync(backup, "b/", new SyncOptions { DeletesOthers = true }, Token);
        Assert.Equal(longest, Assert.IsType<StorageInvalidKeyException>(Assert.Single(made.Errors)).Key.Text);
        Assert.Equal(1, made.Copied);

        // Programs that show buckets as folders put an object of a folder's name.
        _ = await backup.PutTextAsync("b/", "", cancellation: Token);
        await using var restored = new MemoryStorage();
        SyncReport report = await restored.RestoreAsync(backup, "b/", new SyncOptions { DeletesOthers = true }, Token);
        Assert.Equal("b/", Assert.IsType<StorageInvalidKeyException>(Assert.Single(report.Errors)).Key.Text);
        Assert.Equal("value", await restored.GetTextAsync("a", Token));
    }

    [Fact]
    public async Task BackupAsync_IntoWhatIsBackedUp_IsRefused()
    {
        await using var storage = new MemoryStorage();
        _ = await storage.PutTextAsync("a", "value", cancellation: Token);
        _ = await Assert.ThrowsAsync<ArgumentException>(
            async () => await storage.BackupAsync(storage, "backup/", cancellation: Token));
        SyncReport report = await storage.BackupAsync(storage, "backup/", new SyncOptions { Prefix = "a" }, Token);
        Assert.Equal(1, report.Copied);
    }

    [Fact]
    public void SyncOptions_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyncOptions { Concurrency = 0 }.Validate());
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyncOptions { Concurrency = 2000 }.Validate());
    }

    private sealed class CorruptingStorage() : StorageLayer(new MemoryStorage())
    {
        public override async ValueTask<StorageReader> TryOpenReadAsync(
            StorageKey key, GetOptions options = default, CancellationToken cancellation = default)
        {
            StorageReader reader = await Inner.TryOpenReadAsync(key, options, cancellation);
            await reader.DisposeAsync();
            return reader.IsFound
                ? StorageReader.FromContent(StorageContent.Found(BufferSlice.CopyFrom("vaLue"u8), reader.Entry))
                : reader;
        }
    }

    private sealed class Told<T> : IProgress<T>
    {
        internal List<T> Values { get; } = [];

        public void Report(T value) => Values.Add(value);
    }

    private sealed class UnreadableStorage() : StorageLayer(new MemoryStorage())
    {
        public override ValueTask<StorageReader> TryOpenReadAsync(
            StorageKey key, GetOptions options = default, CancellationToken cancellation = default) => key.Text switch
            {
                "broken" => throw new StorageException(StorageOperation.Get, key, Name, "the disk is broken"),
                "gone" => new ValueTask<StorageReader>(StorageReader.NotFound),
                _ => base.TryOpenReadAsync(key, options, cancellation),
            };
    }
}
