using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Storage.Lite.Tests.Layers.Quota;

public sealed class QuotaStorageTests
{
    private readonly ScriptedStorage _below = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PutAsync_TooLong_IsRefusedAlsoInPortions()
    {
        await using var storage = new QuotaStorage(_below, new QuotaOptions { ValueBytesMax = 4 });
        _ = await storage.PutTextAsync("key", "four", cancellation: Token);
        _ = await Assert.ThrowsAsync<StorageQuotaException>(
            async () => await storage.PutTextAsync("key", "fiver", cancellation: Token));
        await using StorageWriter writer = await storage.OpenWriteAsync("key", cancellation: Token);
        await writer.WriteAsync("four"u8.ToArray(), Token);
        await writer.FlushAsync(Token);
        await writer.WriteAsync("!"u8.ToArray(), Token);
        _ = await Assert.ThrowsAsync<StorageQuotaException>(async () => await writer.FlushAsync(Token));
        _ = await Assert.ThrowsAsync<StorageQuotaException>(
            async () => await storage.OpenWriteAsync("key", new PutOptions { Length = 5 }, Token));
        Assert.Equal("four", await storage.GetTextAsync("key", Token));
        Assert.Equal(4, storage.Capabilities.ValueBytesMax);
    }

    [Fact]
    public async Task PutAsync_TotalsOfAPrefix_CountWhatWasThereAndWhatChanges()
    {
        _ = await _below.PutTextAsync("a/old", "1234", cancellation: Token);
        await using var storage = new QuotaStorage(
            _below, new QuotaOptions { Rules = [new QuotaRule { Prefix = "a/", BytesMax = 10, ObjectsMax = 2 }] });
        _ = await storage.PutTextAsync("a/new", "123456", cancellation: Token);
        await AssertUsageAsync(storage, 10, 2);
        _ = await Assert.ThrowsAsync<StorageQuotaException>(
            async () => await storage.PutTextAsync("a/new", "1234567", cancellation: Token));
        _ = await Assert.ThrowsAsync<StorageQuotaException>(
            async () => await storage.PutTextAsync("a/third", "", cancellation: Token));
        _ = await storage.PutTextAsync("b", "as long as it likes", cancellation: Token);

        _ = await storage.PutTextAsync("a/new", "1", cancellation: Token);
        await AssertUsageAsync(storage, 5, 2);
        Assert.True(await storage.DeleteAsync("a/old", default, Token));
        Assert.False(await storage.DeleteAsync("a/old", default, Token));
        await AssertUsageAsync(storage, 1, 1);
        _ = await storage.CopyAsync("a/new", "a/copy", default, Token);
        await AssertUsageAsync(storage, 2, 2);
        _ = await storage.RenameAsync("a/copy", "c", default, Token);
        await AssertUsageAsync(storage, 1, 1);
        _ = await storage.DeleteManyAsync(["a/new", "c"], Token);
        await AssertUsageAsync(storage, 0, 0);
        await storage.RecountAsync(Token);
        await AssertUsageAsync(storage, 0, 0);
    }

    [Fact]
    public async Task PutAsync_Failed_IsBookedBack()
    {
        await using var storage = new QuotaStorage(_below, new QuotaOptions { Rules = [new QuotaRule()] });
        _below.FailFirst(1, StorageOperation.Put);
        _ = await Assert.ThrowsAsync<StorageException>(
            async () => await storage.PutTextAsync("key", "value", cancellation: Token));
        await AssertUsageAsync(storage, 0, 0);
        await using (StorageWriter writer = await storage.OpenWriteAsync("key", cancellation: Token))
        {
            await writer.WriteAsync("value"u8.ToArray(), Token);
            _ = await writer.CommitAsync(Token);
        }

        await AssertUsageAsync(storage, 5, 1);
    }

    [Fact]
    public async Task PutAsync_ExtensionsAndMediaTypes_AreChecked()
    {
        await using var storage = new QuotaStorage(
            _below, new QuotaOptions { Extensions = [".json"], MediaTypes = ["application/json"] });
        PutOptions json = Typed("application/json; charset=utf-8");
        _ = await storage.PutTextAsync("a.JSON", "{}", json, Token);
        _ = await Assert.ThrowsAsync<StorageQuotaException>(
            async () => await storage.PutTextAsync("a.exe", "{}", json, Token));
        _ = await Assert.ThrowsAsync<StorageQuotaException>(
            async () => await storage.PutTextAsync("a.json", "{}", Typed("text/html"), Token));
        _ = await Assert.ThrowsAsync<StorageQuotaException>(
            async () => await storage.RenameAsync("a.JSON", "a.exe", default, Token));
        _ = await Assert.ThrowsAsync<StorageQuotaException>(
            async () => await storage.CopyAsync("a.JSON", "a.exe", default, Token));
    }

    [Fact]
    public async Task QuotaStorage_Hooks_MayRefuseAndAreTold()
    {
        var hook = new RecordingHook();
        await using var storage = new QuotaStorage(_below, new QuotaOptions { Hooks = [hook] });
        _ = await storage.PutTextAsync("key", "value", cancellation: Token);
        _ = await storage.DeleteAsync("key", default, Token);
        _ = await Assert.ThrowsAsync<StorageAccessException>(
            async () => await storage.PutTextAsync("locked", "value", cancellation: Token));
        IReadOnlyList<StorageDeleteResult> results = await storage.DeleteManyAsync(["locked"], Token);
        _ = Assert.IsType<StorageAccessException>(results[0].Error);

        Assert.Equal(["+Put key 5", "-Put key 5", "+Delete key ", "-Delete key "], hook.Seen);
        Assert.False(await _below.ExistsAsync("locked", Token));
    }

    [Fact]
    public async Task RenameAsync_WithinAFullRule_TakesNoMoreThanBefore()
    {
        await using var storage = new QuotaStorage(
            _below, new QuotaOptions { Rules = [new QuotaRule { BytesMax = 10, ObjectsMax = 2 }] });
        _ = await storage.PutTextAsync("a", "12345678", cancellation: Token);
        _ = await storage.RenameAsync("a", "b", default, Token);
        await AssertUsageAsync(storage, 8, 1);
        _ = await storage.PutTextAsync("a", "12", cancellation: Token);
        _ = await storage.RenameAsync("a", "b", default, Token);
        await AssertUsageAsync(storage, 2, 1);
    }

    [Fact]
    public async Task RenameAsync_BesideAPutOfItsSource_CountsWhatIsThere()
    {
        await using var storage = new QuotaStorage(
            _below, new QuotaOptions { Rules = [new QuotaRule { Prefix = "a/" }] });
        _ = await storage.PutTextAsync("a/1", "1", cancellation: Token);
        var gate = new TaskCompletionSource();
        _below.Before = async (operation, _, _) =>
        {
            if (operation == StorageOperation.Rename)
            {
                await gate.Task;
            }
        };
        Task<StorageEntry> rename = storage.RenameAsync("a/1", "b", default, Token).AsTask();
        Task<StorageEntry> put = storage.PutTextAsync("a/1", "123456789", cancellation: Token).AsTask();
        gate.SetResult();
        _ = await rename;
        _ = await put;

        QuotaUsage counted = Assert.Single(await storage.GetUsageAsync(Token));
        await storage.RecountAsync(Token);
        await AssertUsageAsync(storage, counted.Bytes, counted.Objects);
    }

    [Theory]
    [InlineData(StorageOperation.Delete)]
    [InlineData(StorageOperation.Put)]
    public async Task DeleteAsync_OrAShorterPutThatFails_LetsNobodyInBefore(StorageOperation freeing)
    {
        await using var storage = new QuotaStorage(
            _below, new QuotaOptions { Rules = [new QuotaRule { BytesMax = 5 }] });
        _ = await storage.PutTextAsync("a", "12345", cancellation: Token);
        var gate = new TaskCompletionSource();
        bool isFirst = true;
        _below.Before = async (operation, _, _) =>
        {
            if (operation == freeing && isFirst)
            {
                isFirst = false;
                await gate.Task;
                throw ScriptedStorage.Temporary(operation);
            }
        };
        Task change = freeing == StorageOperation.Delete
            ? storage.DeleteAsync("a", default, Token).AsTask()
            : storage.PutTextAsync("a", "", cancellation: Token).AsTask();
        _ = await Assert.ThrowsAsync<StorageQuotaException>(
            async () => await storage.PutTextAsync("b", "12345", cancellation: Token));
        gate.SetResult();
        _ = await Assert.ThrowsAsync<StorageException>(() => change);
        await AssertUsageAsync(storage, 5, 1);
    }

    [Fact]
    public async Task QuotaStorage_HooksOfCopiesAndRenames_AreToldTheLength()
    {
        var hook = new RecordingHook();
        await using var storage = new QuotaStorage(_below, new QuotaOptions { Hooks = [hook] });
        _ = await _below.PutTextAsync("key", "value", cancellation: Token);
        _ = await storage.CopyAsync("key", "copy", default, Token);
        _ = await storage.RenameAsync("copy", "moved", default, Token);
        Assert.Equal(["+Copy copy 5", "-Copy copy 5", "+Rename moved 5", "-Rename moved 5"], hook.Seen);
    }

    [Fact]
    public async Task DeleteManyAsync_WithoutRules_IsOneBatch()
    {
        await using var storage = new QuotaStorage(_below, QuotaOptions.Default);
        Assert.Equal(2, (await storage.DeleteManyAsync(["a", "b"], Token)).Count);
    }

    [Fact]
    public void QuotaOptions_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new QuotaOptions { ValueBytesMax = -1 }.Validate());
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new QuotaOptions { Rules = [new QuotaRule { BytesMax = -1 }] }.Validate());
    }

    private static PutOptions Typed(string type)
    {
        return new PutOptions { Metadata = new Dictionary<string, string> { ["Content-Type"] = type } };
    }

    private static async Task AssertUsageAsync(QuotaStorage storage, long bytes, long objects)
    {
        QuotaUsage usage = Assert.Single(await storage.GetUsageAsync(Token));
        Assert.Equal((bytes, objects), (usage.Bytes, usage.Objects));
    }

    private sealed class RecordingHook : IStorageCommitHook
    {
        internal List<string> Seen { get; } = [];

        public ValueTask BeforeCommitAsync(StorageCommit commit, CancellationToken cancellation)
        {
            if (commit.Key == "locked")
            {
                throw new StorageAccessException(commit.Operation, commit.Key, "hook", "it is locked");
            }

            Seen.Add($"+{commit.Operation} {commit.Key} {commit.Length}");
            return ValueTask.CompletedTask;
        }

        public ValueTask AfterCommitAsync(StorageCommit commit, CancellationToken cancellation)
        {
            Seen.Add($"-{commit.Operation} {commit.Key} {commit.Length}");
            return ValueTask.CompletedTask;
        }
    }
}
