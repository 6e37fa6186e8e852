using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using Xunit;

namespace Storage.Lite.Tests.Layers.Retry;

public sealed class RetryStorageTests
{
    private static readonly TimeSpan s_step = TimeSpan.FromSeconds(1);

    private readonly ManualTime _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private RetryOptions Options => new() { UsesJitter = false, TimeProvider = _time };

    [Fact]
    public async Task PutAsync_TwoFailuresThenSuccess_StoresTheSameBodyInThreeAttempts()
    {
        var below = new ScriptedStorage();
        await using var storage = new RetryStorage(below, Options);
        below.FailFirst(2);

        Task<StorageEntry> put = storage.PutTextAsync("key", "value", cancellation: Token).AsTask();
        await _time.RunAsync(put, s_step);

        Assert.Equal(5, (await put).Length);
        Assert.Equal(3, below.CallCount);
        Assert.Equal("value", await below.GetTextAsync("key", Token));
    }

    [Fact]
    public async Task PutAsync_EveryAttemptFails_GivesUpPersistentlyWithAttemptsAndLastError()
    {
        var below = new ScriptedStorage();
        await using var storage = new RetryStorage(below, Options);
        below.FailFirst(int.MaxValue);

        Task<StorageEntry> put = storage.PutTextAsync("key", "value", cancellation: Token).AsTask();
        await _time.RunAsync(put, s_step);

        StorageException error = await Assert.ThrowsAsync<StorageException>(() => put);
        Assert.Equal(StorageTransience.Persistent, error.Transience);
        Assert.Contains("after 4 attempts in 7 s", error.Message, StringComparison.Ordinal);
        Assert.Contains("the line is busy", error.Message, StringComparison.Ordinal);
        Assert.Equal(4, below.CallCount);
    }

    [Fact]
    public async Task RetryStorage_OverAnother_DoesNotMultiplyAttempts()
    {
        var below = new ScriptedStorage();
        await using var storage = new RetryStorage(new RetryStorage(below, Options), Options);
        below.FailFirst(int.MaxValue);

        Task<StorageContent> get = storage.TryGetAsync("key", default, Token).AsTask();
        await _time.RunAsync(get, s_step);

        _ = await Assert.ThrowsAsync<StorageException>(() => get);
        Assert.Equal(4, below.CallCount);
    }

    [Fact]
    public async Task TryGetAsync_TimeoutInEveryAttempt_StaysATimeout()
    {
        var below = new ScriptedStorage();
        await using var storage = new RetryStorage(below, Options);
        below.Before = static (operation, _, _) => throw new StorageTimeoutException(operation, "key", "scripted");

        Task<StorageContent> get = storage.TryGetAsync("key", default, Token).AsTask();
        await _time.RunAsync(get, s_step);

        StorageTimeoutException error = await Assert.ThrowsAsync<StorageTimeoutException>(() => get);
        Assert.Equal(StorageTransience.Persistent, error.Transience);
    }

    [Fact]
    public async Task TryGetAsync_ElapsedMaxIsOver_GivesUpWithoutWaiting()
    {
        var below = new ScriptedStorage();
        await using var storage = new RetryStorage(
            below, Options with { MaxRetries = 50, ElapsedMax = TimeSpan.FromSeconds(5) });
        below.FailFirst(int.MaxValue);

        Task<StorageContent> get = storage.TryGetAsync("key", default, Token).AsTask();
        await _time.RunAsync(get, s_step);

        StorageException error = await Assert.ThrowsAsync<StorageException>(() => get);
        Assert.Contains("after 3 attempts in 3 s", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, _time.PendingCount);
    }

    [Fact]
    public async Task TryGetAsync_PermanentErrors_AreNotRetried()
    {
        var below = new ScriptedStorage();
        await using var storage = new RetryStorage(below, Options);
        StorageException[] errors =
        [
            new StorageNotFoundException(StorageOperation.Get, "key", "scripted"),
            new StoragePreconditionException(StorageOperation.Get, "key", "scripted"),
            new StorageInvalidKeyException(StorageOperation.Get, "key", "scripted", "no"),
        ];
        foreach (StorageException error in errors)
        {
            int before = below.CallCount;
            below.Before = (_, _, _) => throw error;
            Assert.Same(error, await Assert.ThrowsAnyAsync<StorageException>(
                async () => await storage.TryGetAsync("key", default, Token)));
            Assert.Equal(before + 1, below.CallCount);
        }
    }

    [Fact]
    public async Task TryGetAsync_CancelledWhileWaiting_EndsAtOnce()
    {
        var below = new ScriptedStorage();
        await using var storage = new RetryStorage(below, Options with { Delay = TimeSpan.FromSeconds(20) });
        below.FailFirst(int.MaxValue);
        using var source = new CancellationTokenSource();

        Task<StorageContent> get = storage.TryGetAsync("key", default, source.Token).AsTask();
        await _time.WaitForTimerAsync();
        await source.CancelAsync();

        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => get);
        Assert.Equal(source.Token, error.CancellationToken);
        Assert.Equal(1, below.CallCount);
    }

    [Fact]
    public async Task PutAsync_FirstAttemptStoredButLostItsAnswer_IsUnknown()
    {
        var below = new ScriptedStorage();
        await using var storage = new RetryStorage(below, Options);
        LoseFirstAnswer(below);

        Task<StorageEntry> put = storage.PutTextAsync("key", "mine", IfAbsent(), Token).AsTask();
        await _time.RunAsync(put, s_step);

        StorageException error = await Assert.ThrowsAsync<StorageException>(() => put);
        Assert.Equal(StorageTransience.Persistent, error.Transience);
        Assert.Contains("unknown", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PutAsync_EqualValueCountsAsOwn_Succeeds()
    {
        var below = new ScriptedStorage();
        await using var storage = new RetryStorage(below, Options with { TakesEqualValueForOwn = true });
        LoseFirstAnswer(below);

        Task<StorageEntry> put = storage.PutTextAsync("key", "mine", IfAbsent(), Token).AsTask();
        await _time.RunAsync(put, s_step);

        Assert.Equal((await below.StatAsync("key", Token)).ETag, (await put).ETag);
    }

    [Theory]
    [InlineData("longer")]
    [InlineData("them")]
    public async Task PutAsync_SomebodyElseWasFaster_IsAPrecondition(string theirs)
    {
        var below = new ScriptedStorage();
        await using var storage = new RetryStorage(below, Options with { TakesEqualValueForOwn = true });
        below.Before = async (_, number, _) =>
        {
            if (number == 1)
            {
                _ = await below.Below.PutTextAsync("key", theirs, cancellation: Token);
                throw ScriptedStorage.Temporary();
            }
        };

        Task<StorageEntry> put = storage.PutTextAsync("key", "mine", IfAbsent(), Token).AsTask();
        await _time.RunAsync(put, s_step);

        _ = await Assert.ThrowsAsync<StoragePreconditionException>(() => put);
    }

    [Fact]
    public async Task DeleteAsync_FirstAttemptLostItsAnswer_IsDoneOrUnknown()
    {
        var below = new ScriptedStorage();
        await using var storage = new RetryStorage(below, Options);
        StorageEntry entry = await below.PutTextAsync("key", "value", cancellation: Token);
        LoseFirstAnswer(below);
        Task<bool> conditional = storage.DeleteAsync("key", StorageCondition.IfMatch(entry.ETag), Token).AsTask();
        await _time.RunAsync(conditional, s_step);
        Assert.Contains(
            "unknown",
            (await Assert.ThrowsAsync<StorageException>(() => conditional)).Message,
            StringComparison.Ordinal);

        _ = await below.Below.PutTextAsync("key", "value", cancellation: Token);
        LoseFirstAnswer(below);
        Task<bool> plain = storage.DeleteAsync("key", default, Token).AsTask();
        await _time.RunAsync(plain, s_step);
        Assert.False(await plain);
    }

    [Fact]
    public async Task DeleteAsync_AnotherVersionIsThere_IsAPrecondition()
    {
        var below = new ScriptedStorage();
        await using var storage = new RetryStorage(below, Options);
        StorageEntry old = await below.PutTextAsync("key", "value", cancellation: Token);
        _ = await below.PutTextAsync("key", "another", cancellation: Token);
        below.FailFirst(1);

        Task<bool> delete = storage.DeleteAsync("key", StorageCondition.IfMatch(old.ETag), Token).AsTask();
        await _time.RunAsync(delete, s_step);

        _ = await Assert.ThrowsAsync<StoragePreconditionException>(() => delete);
    }

    [Fact]
    public async Task RenameAsync_FirstAttemptLostItsAnswer_IsUnknown()
    {
        var below = new ScriptedStorage();
        await using var storage = new RetryStorage(below, Options);
        _ = await below.PutTextAsync("a", "value", cancellation: Token);
        LoseFirstAnswer(below);

        Task<StorageEntry> rename = storage.RenameAsync("a", "b", default, Token).AsTask();
        await _time.RunAsync(rename, s_step);
        Assert.Contains(
            "unknown", (await Assert.ThrowsAsync<StorageException>(() => rename)).Message, StringComparison.Ordinal);

        below.After = null;
        below.FailFirst(1);
        Task<StorageEntry> missing = storage.RenameAsync("a", "c", default, Token).AsTask();
        await _time.RunAsync(missing, s_step);
        _ = await Assert.ThrowsAsync<StorageNotFoundException>(() => missing);
    }

    [Fact]
    public async Task CopyAsync_FirstAttemptLostItsAnswer_IsUnknownOrAPrecondition()
    {
        var below = new ScriptedStorage();
        await using var storage = new RetryStorage(below, Options);
        _ = await below.PutTextAsync("a", "value", cancellation: Token);
        LoseFirstAnswer(below);
        Task<StorageEntry> copy = storage.CopyAsync("a", "b", StorageCondition.IfAbsent, Token).AsTask();
        await _time.RunAsync(copy, s_step);
        Assert.Contains(
            "unknown", (await Assert.ThrowsAsync<StorageException>(() => copy)).Message, StringComparison.Ordinal);

        _ = await below.Below.PutTextAsync("b", "another length", cancellation: Token);
        below.After = null;
        below.FailFirst(1);
        Task<StorageEntry> taken = storage.CopyAsync("a", "b", StorageCondition.IfAbsent, Token).AsTask();
        await _time.RunAsync(taken, s_step);
        _ = await Assert.ThrowsAsync<StoragePreconditionException>(() => taken);
    }

    [Fact]
    public async Task DeleteManyAsync_SomeKeysFail_RetriesOnlyThose()
    {
        var below = new ScriptedStorage();
        await using var storage = new RetryStorage(below, Options);
        StorageKey[] keys = ["a", "b", "c"];
        foreach (StorageKey key in keys)
        {
            _ = await below.PutTextAsync(key, "value", cancellation: Token);
        }

        int before = below.CallCount;
        below.FailFirst(2);
        Task<IReadOnlyList<StorageDeleteResult>> delete = storage.DeleteManyAsync(keys, Token).AsTask();
        await _time.RunAsync(delete, s_step);

        Assert.All(await delete, static result => Assert.True(result.Existed));
        Assert.Equal(keys, (await delete).Select(static result => result.Key));
        Assert.Equal(before + 5, below.CallCount);
    }

    [Fact]
    public async Task DeleteManyAsync_AKeyFailsForGood_TellsItPersistently()
    {
        var below = new ScriptedStorage();
        await using var storage = new RetryStorage(below, Options);
        below.Before = static (operation, number, _) =>
            number == 1 ? ValueTask.CompletedTask : throw ScriptedStorage.Temporary(operation);

        Task<IReadOnlyList<StorageDeleteResult>> delete = storage.DeleteManyAsync(["a", "b"], Token).AsTask();
        await _time.RunAsync(delete, s_step);

        IReadOnlyList<StorageDeleteResult> results = await delete;
        Assert.Null(results[0].Error);
        Assert.Equal(StorageTransience.Persistent, results[1].Error!.Transience);
        Assert.Equal("b", results[1].Error!.Key.Text);
    }

    [Fact]
    public async Task TryOpenReadAsync_APortionFails_ContinuesWhereItWas()
    {
        var below = new ScriptedStorage();
        await using var storage = new RetryStorage(below, Options);
        using BufferSlice first = BufferSlice.CopyFrom("0123"u8);
        using BufferSlice second = BufferSlice.CopyFrom("4567"u8);
        using BufferSlice value = BufferSlice.Concat(first, second);
        _ = await below.PutAsync("key", value, cancellation: Token);
        var options = new GetOptions { Range = StorageRange.From(2) };
        StorageReader reader = await storage.OpenReadAsync("key", options, Token);
        await using (reader)
        {
            below.FailFirst(2);
            Task<string> text = ReadTextAsync(reader);
            await _time.RunAsync(text, s_step);
            Assert.Equal("234567", await text);
        }
    }

    [Fact]
    public async Task TryOpenReadAsync_TheObjectChangedMeanwhile_DoesNotMixVersions()
    {
        var below = new ScriptedStorage();
        await using var storage = new RetryStorage(below, Options);
        _ = await below.PutTextAsync("key", "old", cancellation: Token);
        StorageReader reader = await storage.OpenReadAsync("key", default, Token);
        await using (reader)
        {
            _ = await below.PutTextAsync("key", "new", cancellation: Token);
            below.FailFirst(1);
            Task<string> text = ReadTextAsync(reader);
            await _time.RunAsync(text, s_step);
            _ = await Assert.ThrowsAsync<StoragePreconditionException>(() => text);
        }
    }

    [Fact]
    public async Task ListPagesAsync_APageFails_ContinuesAfterTheLastOne()
    {
        var below = new ScriptedStorage();
        await using var storage = new RetryStorage(below, Options);
        for (int index = 0; index < 7; index++)
        {
            _ = await below.PutTextAsync($"key{index}", "value", cancellation: Token);
        }

        int pages = 0;
        below.Before = (_, _, _) => ++pages is 1 or 3 or 4
            ? throw ScriptedStorage.Temporary(StorageOperation.List)
            : ValueTask.CompletedTask;
        Task<List<string>> list = ListAsync(storage);
        await _time.RunAsync(list, s_step);

        Assert.Equal(Enumerable.Range(0, 7).Select(static index => $"key{index}"), await list);
    }

    [Fact]
    public async Task OpenWriteAsync_TheCommitFails_IsNotRetried()
    {
        var below = new ScriptedStorage();
        await using var storage = new RetryStorage(below, Options);
        await using StorageWriter writer = await storage.OpenWriteAsync("key", cancellation: Token);
        await writer.WriteAsync("value"u8.ToArray(), Token);
        below.FailFirst(1);

        StorageException error = await Assert.ThrowsAsync<StorageException>(
            async () => await writer.CommitAsync(Token));
        Assert.Equal(StorageTransience.Temporary, error.Transience);
        Assert.False(await below.ExistsAsync("key", Token));
    }

    [Fact]
    public async Task RetryStorage_NoRetries_PassesErrorsOn()
    {
        var below = new ScriptedStorage();
        await using var storage = new RetryStorage(below, maxRetries: 0, TimeSpan.Zero);
        below.FailFirst(1);
        StorageException error = await Assert.ThrowsAsync<StorageException>(
            async () => await storage.TryStatAsync("key", Token));
        Assert.Equal(StorageTransience.Temporary, error.Transience);
    }

    [Fact]
    public async Task TryGetAsync_AnsweredAtOnce_AllocatesNothing()
    {
        await using var storage = new RetryStorage(new MemoryStorage());
        _ = await storage.PutTextAsync("key", "value", cancellation: Token);
        LayerAssert.GetIsFlat(storage, "key");
    }

    [Fact]
    public void RetryOptions_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryOptions { MaxRetries = -1 }.Validate());
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryOptions { MaxRetries = 101 }.Validate());
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new RetryOptions { Delay = TimeSpan.FromSeconds(-1) }.Validate());
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new RetryOptions { ElapsedMax = TimeSpan.FromDays(2) }.Validate());
        Assert.Throws<ArgumentNullException>(() => new RetryOptions { TimeProvider = null! }.Validate());
    }

    private static PutOptions IfAbsent() => new() { Condition = StorageCondition.IfAbsent };

    private static void LoseFirstAnswer(ScriptedStorage below)
    {
        int answers = 0;
        below.After = (operation, _) => answers++ == 0
            ? throw ScriptedStorage.Temporary(operation)
            : ValueTask.CompletedTask;
    }

    private static async Task<string> ReadTextAsync(StorageReader reader)
    {
        string text = "";
        while (true)
        {
            using BufferSlice portion = await reader.ReadAsync(Token);
            if (portion.IsEmpty)
            {
                return text;
            }

            text += portion.GetString(System.Text.Encoding.UTF8);
        }
    }

    private static async Task<List<string>> ListAsync(IStorage storage)
    {
        List<string> keys = [];
        await foreach (StoragePage page in storage.ListPagesAsync(new ListOptions { PageSize = 2 }, Token))
        {
            keys.AddRange(page.Entries.Select(static entry => entry.Key.Text));
        }

        return keys;
    }
}
