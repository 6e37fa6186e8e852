using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Storage.Lite.Tests.Backends;

/// <content>Which threads wait.</content>
public sealed partial class FileStorageTests
{
    [Theory]
    [InlineData(FileDurability.Data)]
    [InlineData(FileDurability.Full)]
    [InlineData(FileDurability.Group)]
    public async Task Puts_ThatFlushAtOnce_OneWaitsOnThePoolAndTheOthersElsewhere(FileDurability durability)
    {
        const int Puts = 4;
        using var clock = new MeetingClock(Puts);
        await using FileStorage storage = FileStorage.Open(
            _directory.Path, new FileStorageOptions { Durability = durability, TimeProvider = clock });
        Task<StorageEntry>[] puts = [.. Enumerable.Range(0, Puts).Select(
            index => storage.PutTextAsync($"{index}", "x", cancellation: Cancellation).AsTask())];
        await Task.WhenAll(puts);
        Assert.Equal(Puts, clock.Threads.Count);
        Assert.Single(clock.Threads, static thread => thread.Value);
        Assert.Equal("x", await storage.GetTextAsync("3", Cancellation));
    }

    [Fact]
    public async Task Puts_AtOnceOverWhatIsNoObject_TakeItsPlace()
    {
        await using FileStorage storage = Open(FileLayout.Plain);
        string outside = _directory.File(".storage-lite/outside");
        await storage.PutTextAsync("object", "old", cancellation: Cancellation);
        await File.WriteAllTextAsync(outside, "outside", Cancellation);
        for (int round = 0; round < 10; round++)
        {
            Directory.CreateDirectory(_directory.File("folder"));
            File.CreateSymbolicLink(_directory.File("link"), outside);
            Task<StorageEntry>[] puts = [.. new[] { "object", "folder", "link", "missing" }.Select(
                key => storage.PutTextAsync(key, key, cancellation: Cancellation).AsTask())];
            await Task.WhenAll(puts);
            foreach (Task<StorageEntry> put in puts)
            {
                string key = (await put).Key.Text;
                Assert.Equal(key, await storage.GetTextAsync(key, Cancellation));
                File.Delete(_directory.File(key));
            }
        }

        Assert.Equal("outside", await File.ReadAllTextAsync(outside, Cancellation));
    }

    /// <summary>A clock that puts ask for the time, perhaps again; it answers when all have asked.</summary>
    private sealed class MeetingClock(int count) : TimeProvider, IDisposable
    {
        private readonly CountdownEvent _missing = new(count);

        /// <summary>Gets who asked, and whether it was a thread of the pool.</summary>
        internal ConcurrentDictionary<int, bool> Threads { get; } = [];

        public override DateTimeOffset GetUtcNow()
        {
            if (Threads.TryAdd(Environment.CurrentManagedThreadId, Thread.CurrentThread.IsThreadPoolThread))
            {
                _ = _missing.Signal();
            }

            _missing.Wait(Cancellation);
            return System.GetUtcNow();
        }

        public void Dispose() => _missing.Dispose();
    }
}
