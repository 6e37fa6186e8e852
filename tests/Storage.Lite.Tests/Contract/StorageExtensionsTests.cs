using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Storage.Lite.Testing;
using Xunit;

namespace Storage.Lite.Tests.Contract;

public sealed class StorageExtensionsTests : IAsyncDisposable
{
    private readonly FaultyStorage _storage = new(new MemoryStorage());

    public ValueTask DisposeAsync() => _storage.DisposeAsync();

    /// <summary>Lets the next call of each kind end later, on another thread.</summary>
    private static void EndLater(FaultyStorage storage, params FaultPoint[] points)
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        foreach (FaultPoint point in points)
        {
            storage.Add(new Fault(point) { Count = 100, Until = source.Task });
        }

        _ = Task.Run(source.SetResult);
    }

    [Fact]
    public async Task Get_OfWhatIsThereOrNot_ReturnsOrThrowsAlsoWhenItEndsLater()
    {
        await using var memory = new MemoryStorage();
        await memory.PutTextAsync("key", "value");
        await _storage.PutTextAsync("key", "value");
        EndLater(_storage, FaultPoint.Get);

        foreach (IStorage storage in new IStorage[] { memory, _storage })
        {
            using StorageContent content = await storage.GetAsync("key");
            Assert.Equal("value", content.Bytes.GetString());
            StorageNotFoundException error = await Assert.ThrowsAsync<StorageNotFoundException>(
                async () => await storage.GetAsync("missing"));
            Assert.Equal(StorageOperation.Get, error.Operation);
            Assert.Equal("memory", error.Backend);
        }
    }

    [Fact]
    public async Task TryGet_IntoAWriter_AddsTheBytes()
    {
        await _storage.PutTextAsync("key", "value");
        var destination = new ArrayBufferWriter<byte>();

        Assert.True(await _storage.TryGetAsync("key", destination));
        Assert.False(await _storage.TryGetAsync("missing", destination));

        Assert.Equal("value"u8, destination.WrittenSpan);
    }

    [Fact]
    public async Task Read_IntoMemory_ReadsAPart()
    {
        await _storage.PutTextAsync("key", "arbitrary data");
        byte[] buffer = new byte[6];

        Assert.Equal(6, await _storage.ReadAsync("key", buffer, 3));
        Assert.Equal("itrary"u8, buffer);
        Assert.Equal(4, await _storage.ReadAsync("key", buffer, 10));
        Assert.Equal(0, await _storage.ReadAsync("key", buffer, 99));
        await Assert.ThrowsAsync<StorageNotFoundException>(async () => await _storage.ReadAsync("missing", buffer));
    }

    [Fact]
    public async Task OpenRead_StatExists_TellWhatIsNotThere()
    {
        await _storage.PutTextAsync("key", "value");

        Assert.True(await _storage.ExistsAsync("key", TestContext.Current.CancellationToken));
        Assert.False(await _storage.ExistsAsync("missing", TestContext.Current.CancellationToken));
        Assert.Equal(5, (await _storage.StatAsync("key", TestContext.Current.CancellationToken)).Length);
        StorageNotFoundException error = await Assert.ThrowsAsync<StorageNotFoundException>(
            async () => await _storage.StatAsync("missing"));
        Assert.Equal(StorageOperation.Stat, error.Operation);
        await Assert.ThrowsAsync<StorageNotFoundException>(async () => await _storage.OpenReadAsync("missing"));
    }

    [Fact]
    public async Task Exists_OfAStoreThatFails_IsNoNo()
    {
        _storage.Add(new Fault(FaultPoint.Stat)
        {
            Error = new StorageAccessException(StorageOperation.Stat, "key", "memory"),
        });

        await Assert.ThrowsAsync<StorageAccessException>(async () => await _storage.ExistsAsync("key"));
    }

    [Fact]
    public async Task List_OneByOne_StopsWhenItIsCancelled()
    {
        await _storage.PutTextAsync("a/1", "value");
        await _storage.PutTextAsync("a/2", "value");
        using var source = new CancellationTokenSource();
        List<string> seen = [];

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (StorageEntry entry in _storage.ListAsync("a/", source.Token))
            {
                seen.Add(entry.Key.Text);
                await source.CancelAsync();
            }
        });

        Assert.Equal(["a/1"], seen);
    }

    [Fact]
    public async Task Put_OfEveryKindOfValue_StoresItsBytesAlsoWhenItEndsLater()
    {
        for (int round = 0; round < 2; round++)
        {
            await _storage.PutAsync("span", "value"u8.ToArray());
            await _storage.PutAsync("sequence", new ReadOnlySequence<byte>("value"u8.ToArray()));
            await _storage.PutTextAsync("text", "v\u00e4lue");
            await _storage.PutJsonAsync("json", new User("John"), UserContext.Default.User);
            using var stream = new MemoryStream("value"u8.ToArray());
            await _storage.PutAsync("stream", stream);
            await PutPipeAsync("pipe");

            Assert.Equal("value"u8.ToArray(), await _storage.GetBytesAsync("span"));
            Assert.Equal("value", await _storage.GetTextAsync("sequence"));
            Assert.Equal("v\u00e4lue", await _storage.GetTextAsync("text"));
            Assert.Equal("{\"Name\":\"John\"}", await _storage.GetTextAsync("json"));
            Assert.Equal(new User("John"), await _storage.GetJsonAsync("json", UserContext.Default.User));
            Assert.Equal("value", await _storage.GetTextAsync("stream"));
            Assert.Equal("value", await _storage.GetTextAsync("pipe"));
            EndLater(_storage, FaultPoint.Put, FaultPoint.OpenWrite, FaultPoint.Write, FaultPoint.Commit);
        }
    }

    [Fact]
    public async Task Put_ThatFails_GivesTheBytesBack()
    {
        var error = new StorageFullException(StorageOperation.Put, "key", "memory");
        _storage.Add(new Fault(FaultPoint.Put) { Count = 2, Error = error });

        await Assert.ThrowsAsync<StorageFullException>(async () => await _storage.PutTextAsync("key", "value"));
        EndLater(_storage, FaultPoint.Put);
        await Assert.ThrowsAsync<StorageFullException>(async () => await _storage.PutAsync("key", new byte[10]));
        await Assert.ThrowsAsync<StorageInvalidKeyException>(async () => await _storage.PutTextAsync(default, "value"));
    }

    [Fact]
    public async Task Put_OfAPipeThatIsCancelledOrFails_StoresNothing()
    {
        var cancelled = new Pipe();
        cancelled.Reader.CancelPendingRead();
        await Assert.ThrowsAsync<OperationCanceledException>(
            async () => await _storage.PutAsync("key", cancelled.Reader));
        var failed = new Pipe();
        await failed.Writer.WriteAsync("half"u8.ToArray(), TestContext.Current.CancellationToken);
        await failed.Writer.CompleteAsync(new IOException("It ends here."));
        await Assert.ThrowsAsync<IOException>(async () => await _storage.PutAsync("key", failed.Reader));

        Assert.False(await _storage.ExistsAsync("key", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task GetJson_OfWhatIsNone_Throws()
    {
        await _storage.PutTextAsync("key", "{");
        await _storage.PutTextAsync("null", "null");

        await Assert.ThrowsAnyAsync<JsonException>(
            async () => await _storage.GetJsonAsync("key", UserContext.Default.User));
        Assert.Null(await _storage.GetJsonAsync("null", UserContext.Default.User));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await _storage.GetJsonAsync<User>("key", null!));
        await Assert.ThrowsAsync<ArgumentNullException>(
            async () => await _storage.PutJsonAsync("key", new User("John"), null!));
    }

    [Fact]
    public async Task Members_WithoutStoreOrValue_Throw()
    {
        IStorage none = null!;

        await Assert.ThrowsAsync<ArgumentNullException>(async () => await none.GetAsync("key"));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await none.ExistsAsync("key"));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await none.PutTextAsync("key", "value"));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await _storage.PutTextAsync("key", null!));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await _storage.PutAsync("key", (Stream)null!));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await _storage.PutAsync("key", (PipeReader)null!));
    }

    private async Task PutPipeAsync(string key)
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes("val"), TestContext.Current.CancellationToken);
        ValueTask<StorageEntry> put = _storage.PutAsync(key, pipe.Reader);
        await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes("ue"), TestContext.Current.CancellationToken);
        await pipe.Writer.CompleteAsync();
        Assert.Equal(5, (await put).Length);
    }
}
