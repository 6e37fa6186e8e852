using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Storage.Lite.Testing.Tests.Mocks;

public sealed class MockStorageTests : IAsyncDisposable
{
    private readonly MockStorage _storage = new();

    public ValueTask DisposeAsync() => _storage.DisposeAsync();

    [Fact]
    public async Task Get_OfAScriptedKey_FindsTheScriptedValue()
    {
        _storage.MockGet("key", "value");

        string result = await _storage.GetTextAsync("key");

        Assert.Equal("value", result);
        Assert.Equal("value", await _storage.GetTextAsync("key"));
        Assert.True(await _storage.ExistsAsync("key", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Get_OfSeveralScripts_FollowsThemInOrder()
    {
        _storage.MockGet("key", "first", times: 2);
        _storage.MockError(StorageOperation.Get, "key",
            new StorageTimeoutException(StorageOperation.Get, "key", "mock"), 1);
        _storage.MockMissing("key", times: 1);
        _storage.MockGet("key", "last"u8);

        Assert.Equal("first", await _storage.GetTextAsync("key"));
        Assert.Equal("first", await _storage.GetTextAsync("key"));
        await Assert.ThrowsAsync<StorageTimeoutException>(async () => await _storage.GetTextAsync("key"));
        Assert.False(await _storage.ExistsAsync("key", TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<StorageNotFoundException>(async () => await _storage.GetTextAsync("key"));
        Assert.Equal("last", await _storage.GetTextAsync("key"));
    }

    [Fact]
    public async Task Script_ForAlways_ReplacesTheOneBefore()
    {
        _storage.MockGet("key", "before");
        _storage.MockGet("key", "after");

        Assert.Equal("after", await _storage.GetTextAsync("key"));
        Assert.Throws<ArgumentOutOfRangeException>(() => _storage.MockGet("key", "never", times: 0));
    }

    [Fact]
    public async Task Reader_OfAScriptedKey_ReadsARange()
    {
        _storage.MockGet("key", "arbitrary data");

        await using StorageReader reader = await _storage.OpenReadAsync(
            "key", new GetOptions { Range = StorageRange.Last(4) });
        using var text = new StreamReader(reader.AsStream());

        Assert.Equal("data", await text.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Operations_WithoutScript_WorkInMemoryAndAreWrittenDown()
    {
        await _storage.PutTextAsync("a", "value");
        await _storage.CopyAsync("a", "b");
        await _storage.RenameAsync("b", "c");
        await _storage.DeleteManyAsync(["a", "missing"]);
        List<StorageEntry> entries = await ToListAsync();
        await _storage.CheckHealthAsync(TestContext.Current.CancellationToken);

        Assert.Equal("c", Assert.Single(entries).Key.Text);
        Assert.Equal(
            ["Put 'a'", "Copy 'a' to 'b'", "Rename 'b' to 'c'", "Delete 'a'", "Delete 'missing'", "List ''",
                "CheckHealth ''"],
            _storage.Calls.Select(static call => call.ToString()));
        Assert.Equal("value", _storage.Calls[0].Text);
        Assert.NotNull(_storage.Calls[0].Options);
        _storage.ClearCalls();
        Assert.Empty(_storage.Calls);
    }

    [Fact]
    public async Task Writer_OfAnyKey_IsOnePut()
    {
        await using (StorageWriter writer = await _storage.OpenWriteAsync("key"))
        {
            await writer.WriteAsync(Encoding.UTF8.GetBytes("one, "));
            await writer.FlushAsync();
            await writer.WriteAsync(Encoding.UTF8.GetBytes("two"));
            await writer.CommitAsync();
        }

        Assert.Equal("one, two", Assert.Single(_storage.Calls).Text);
        await Assert.ThrowsAsync<StorageInvalidKeyException>(async () => await _storage.OpenWriteAsync(default));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await _storage.OpenWriteAsync("key", null, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Error_OfAnyOperation_IsThrown()
    {
        var error = new StorageFullException(StorageOperation.Put, "key", "mock");
        _storage.MockError(StorageOperation.Put, "key", error);
        _storage.MockError(StorageOperation.Delete, "key", error, times: 1);

        Assert.Same(error, await Assert.ThrowsAsync<StorageFullException>(
            async () => await _storage.PutTextAsync("key", "value")));
        StorageDeleteResult result = Assert.Single(await _storage.DeleteManyAsync(["key"]));
        Assert.Same(error, result.Error);
        Assert.False(await _storage.DeleteAsync("key"));
    }

    private async Task<List<StorageEntry>> ToListAsync()
    {
        List<StorageEntry> entries = [];
        await foreach (StorageEntry entry in _storage.ListAsync("", TestContext.Current.CancellationToken))
        {
            entries.Add(entry);
        }

        return entries;
    }
}
