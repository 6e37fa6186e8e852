using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Native.TestKit;
using NativeIo;
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

    [Fact]
    public async Task List_ADamagedObject_IsShownAndTheOthersToo()
    {
        await using FileStorage storage = Open(FileLayout.Encoded);
        foreach (string key in new[] { "a", "b", "c" })
        {
            await storage.PutTextAsync(key, "value", cancellation: Cancellation);
        }

        _directory.Write("b.o", "what a disk has made of it"u8);

        Assert.Equal(["a", "b", "c"], await KeysOf(storage));
        List<StorageSweepResult> verified = [];
        await foreach (StorageSweepResult result in storage.VerifyAsync(cancellation: Cancellation))
        {
            verified.Add(result);
        }

        Assert.Equal(
            [StorageSweepOutcome.Kept, StorageSweepOutcome.Failed, StorageSweepOutcome.Kept],
            verified.Select(static result => result.Outcome));
        Assert.IsType<StorageIntegrityException>(verified[1].Error);
        foreach (string key in await KeysOf(storage))
        {
            Assert.True(await storage.DeleteAsync(key, cancellation: Cancellation));
        }
    }

    [Fact]
    public async Task Put_MetadataWithANameTwice_IsRefused()
    {
        await using FileStorage storage = Open(FileLayout.Encoded);
        var options = new PutOptions { Metadata = new Dictionary<string, string> { ["a"] = "1", ["A"] = "2" } };
        await Assert.ThrowsAsync<ArgumentException>(
            async () => await storage.PutTextAsync("a", "value", options, Cancellation));
        Assert.Empty(await KeysOf(storage));
    }

    [Fact]
    public async Task Put_GivenUpBehindAnotherThatWaitsForAProcess_Ends()
    {
        await using FileStorage storage = Open(FileLayout.Plain);
        await storage.PutTextAsync("a", "old", cancellation: Cancellation);
        using RootedDirectory locks = RootedDirectory.Open(_directory.File(".storage-lite/locks"));
        FileLock[] held = [.. Enumerable.Range(0, 32).Select(index => FileLock.Open(locks, $"{index:x2}"))];
        Assert.All(held, static one => Assert.True(one.TryTake()));
        using var source = new CancellationTokenSource();
        Task<StorageEntry> waiting = storage.PutTextAsync("a", "first", cancellation: Cancellation).AsTask();
        Task<StorageEntry>[] behind = [.. Enumerable.Range(0, 3).Select(
            _ => storage.PutTextAsync("a", "second", cancellation: source.Token).AsTask())];
        await Eventually.TrueAsync(
            () => UnfinishedFiles().Count() == 4, "the puts to have written their files");
        await source.CancelAsync();
        foreach (Task<StorageEntry> put in behind)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => Eventually.EndsAsync(put, "a put that was given up"));
        }

        Assert.False(waiting.IsCompleted);
        foreach (FileLock one in held)
        {
            one.Dispose();
        }

        await waiting;
        Assert.Equal("first", await storage.GetTextAsync("a", Cancellation));
    }

    [Theory]
    [InlineData("new")]
    [InlineData("new/deep/store")]
    [InlineData("new/deep/store/")]
    public async Task Open_FoldersAboveAreMissingToo_MakesThem(string path)
    {
        await using FileStorage storage = FileStorage.Open(_directory.File(path) + (path.EndsWith('/') ? "/" : ""));
        await storage.PutTextAsync("a", "value", cancellation: Cancellation);
        Assert.True(File.Exists(_directory.File($"{path}/a")));
    }

    private IEnumerable<string> UnfinishedFiles() => Directory
        .EnumerateFiles(_directory.File(".storage-lite/temp"), "?", SearchOption.AllDirectories)
        .Where(static path => new FileInfo(path).Length > 0);
}
