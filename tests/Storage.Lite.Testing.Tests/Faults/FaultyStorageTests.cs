using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using Xunit;

namespace Storage.Lite.Testing.Tests.Faults;

public sealed class FaultyStorageTests : IAsyncDisposable
{
    private static readonly IOException s_error = new("The line is cut.");

    private readonly FaultyStorage _storage = new(new MemoryStorage());

    public ValueTask DisposeAsync() => _storage.DisposeAsync();

    [Fact]
    public async Task Fault_OfTheSecondAndThirdPut_StrikesThose()
    {
        _storage.Add(new Fault(FaultPoint.Put) { First = 2, Count = 2, Error = s_error });

        await _storage.PutTextAsync("key", "1");
        await Assert.ThrowsAsync<IOException>(async () => await _storage.PutTextAsync("key", "2"));
        await Assert.ThrowsAsync<IOException>(async () => await _storage.PutTextAsync("key", "3"));
        Assert.Equal("1", await _storage.GetTextAsync("key"));
        await _storage.PutTextAsync("key", "4");

        Assert.Equal("4", await _storage.GetTextAsync("key"));
        Assert.Equal(4, _storage.CountCalls(FaultPoint.Put));
        Assert.Equal(0, _storage.CountCalls(FaultPoint.Delete));
    }

    [Fact]
    public async Task Fault_OfAKey_LeavesOthers()
    {
        _storage.Add(new Fault(FaultPoint.Delete) { Key = "a", Error = s_error });

        Assert.False(await _storage.DeleteAsync("b"));
        await Assert.ThrowsAsync<IOException>(async () => await _storage.DeleteAsync("a"));
        Assert.False(await _storage.DeleteAsync("a"));
    }

    [Fact]
    public async Task Fault_Afterwards_HasDoneTheWork()
    {
        foreach (FaultPoint point in new[] { FaultPoint.Put, FaultPoint.Get, FaultPoint.OpenRead,
            FaultPoint.OpenWrite })
        {
            _storage.Add(new Fault(point) { IsAfterwards = true, Error = s_error });
        }

        await Assert.ThrowsAsync<IOException>(async () => await _storage.PutTextAsync("key", "value"));
        await Assert.ThrowsAsync<IOException>(async () => await _storage.GetTextAsync("key"));
        await Assert.ThrowsAsync<IOException>(async () => await _storage.OpenReadAsync("key"));
        await Assert.ThrowsAsync<IOException>(async () => await _storage.OpenWriteAsync("key"));

        Assert.Equal("value", await _storage.GetTextAsync("key"));
    }

    [Fact]
    public async Task Fault_ThatWaits_HoldsTheCallUntilItIsLetGoOrCancelled()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _storage.Add(new Fault(FaultPoint.Stat) { Count = 2, Until = release.Task });
        using var source = new CancellationTokenSource();

        Task<bool> held = _storage.ExistsAsync("key", TestContext.Current.CancellationToken).AsTask();
        Task<bool> cancelled = _storage.ExistsAsync("key", source.Token).AsTask();
        Assert.False(held.IsCompleted);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        release.SetResult();

        Assert.False(await held);
    }

    [Fact]
    public async Task Reader_ThatIsCut_YieldsWhatIsBefore()
    {
        await _storage.PutTextAsync("key", "arbitrary data");
        _storage.Add(new Fault(FaultPoint.Read) { AfterBytes = 9, Error = s_error });
        await using StorageReader reader = await _storage.OpenReadAsync("key");

        using BufferSlice portion = await reader.ReadAsync(TestContext.Current.CancellationToken);

        Assert.Equal("arbitrary", portion.GetString());
        await Assert.ThrowsAsync<IOException>(async () => await reader.ReadAsync());
        await using StorageReader whole = await _storage.OpenReadAsync("key");
        using BufferSlice all = await whole.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(14, all.Length);
    }

    [Fact]
    public async Task Reads_WithAFault_FailOnce()
    {
        await _storage.PutTextAsync("key", "value");
        _storage.Add(new Fault(FaultPoint.Read) { Error = s_error, IsAfterwards = true });
        await using StorageReader reader = await _storage.OpenReadAsync("key");

        await Assert.ThrowsAsync<IOException>(async () => await reader.ReadAsync());
        await using StorageReader missing = await _storage.TryOpenReadAsync("missing");
        Assert.False(missing.IsFound);
    }

    [Fact]
    public async Task Writer_ThatIsCut_LeavesTheKeyAsItWas()
    {
        await _storage.PutTextAsync("key", "old");
        _storage.Add(new Fault(FaultPoint.Write) { AfterBytes = 100_000, Error = s_error });

        using var stream = new MemoryStream(new byte[300_000]);
        await Assert.ThrowsAsync<IOException>(async () => await _storage.PutAsync("key", stream));

        Assert.Equal("old", await _storage.GetTextAsync("key"));
        stream.Position = 0;
        Assert.Equal(300_000, (await _storage.PutAsync("key", stream)).Length);
    }

    [Fact]
    public async Task Writes_WithAFault_FailBeforeOrAfter()
    {
        _storage.Add(new Fault(FaultPoint.Write) { Error = s_error, IsAfterwards = true });
        _storage.Add(new Fault(FaultPoint.Commit) { Error = s_error });
        _storage.Add(new Fault(FaultPoint.Commit) { First = 2, Error = s_error, IsAfterwards = true });

        for (int round = 0; round < 3; round++)
        {
            using var stream = new MemoryStream(new byte[10]);
            await Assert.ThrowsAsync<IOException>(async () => await _storage.PutAsync("key", stream));
            Assert.Equal(round == 2, await _storage.ExistsAsync("key", TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Fault_OfEveryOtherPoint_Strikes()
    {
        await _storage.PutTextAsync("key", "value");
        foreach (FaultPoint point in new[]
        {
            FaultPoint.DeleteMany, FaultPoint.List, FaultPoint.Copy, FaultPoint.Rename, FaultPoint.CheckHealth,
        })
        {
            _storage.Add(new Fault(point) { Error = s_error });
        }

        await Assert.ThrowsAsync<IOException>(async () => await _storage.DeleteManyAsync(["key"]));
        await Assert.ThrowsAsync<IOException>(async () => await _storage.CopyAsync("key", "copy"));
        await Assert.ThrowsAsync<IOException>(async () => await _storage.RenameAsync("key", "name"));
        await Assert.ThrowsAsync<IOException>(async () => await _storage.CheckHealthAsync());
        await Assert.ThrowsAsync<IOException>(async () => await ListAsync());
        Assert.Equal(["key"], await ListAsync());
    }

    [Fact]
    public async Task ClearFaults_WithFaults_ForgetsThem()
    {
        _storage.Add(new Fault(FaultPoint.Put) { Error = s_error });
        _storage.ClearFaults();

        Assert.Equal(5, (await _storage.PutTextAsync("key", "value")).Length);
    }

    [Fact]
    public void Add_OfAFaultThatMakesNoSense_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _storage.Add(new Fault(FaultPoint.Put) { First = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => _storage.Add(new Fault(FaultPoint.Put) { Count = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => _storage.Add(new Fault(FaultPoint.Read) { AfterBytes = -1 }));
        Assert.Throws<ArgumentException>(() =>
            _storage.Add(new Fault(FaultPoint.Put) { AfterBytes = 1, Error = s_error }));
        Assert.Throws<ArgumentException>(() => _storage.Add(new Fault(FaultPoint.Read) { AfterBytes = 1 }));
    }

    private async Task<List<string>> ListAsync()
    {
        List<string> keys = [];
        await foreach (StorageEntry entry in _storage.ListAsync())
        {
            keys.Add(entry.Key.Text);
        }

        return keys;
    }
}
