using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using Native.TestKit;
using NativeIo;
using Xunit;

namespace Storage.Lite.Tests.Backends;

public sealed partial class FileStorageTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public static TheoryData<FileLayout> Layouts { get; } = [FileLayout.Plain, FileLayout.Encoded];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Put_Plain_IsTheFileOfThatName()
    {
        await using FileStorage storage = Open(FileLayout.Plain);
        await storage.PutTextAsync("users/42.json", "{}", cancellation: Cancellation);
        Assert.Equal("{}", await File.ReadAllTextAsync(_directory.File("users/42.json"), Cancellation));
        await File.WriteAllTextAsync(_directory.File("users/43.json"), "[]", Cancellation);
        Assert.Equal("[]", await storage.GetTextAsync("users/43.json", Cancellation));
    }

    [Theory]
    [InlineData("a//b")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData(".storage-lite")]
    [InlineData(".storage-lite/temp/x")]
    [InlineData(".Storage-Lite/x")]
    public async Task Operations_PlainWithoutPath_RefuseTheKey(string key)
    {
        await using FileStorage storage = Open(FileLayout.Plain);
        await Assert.ThrowsAsync<StorageInvalidKeyException>(
            async () => await storage.PutTextAsync(key, "x", cancellation: Cancellation));
        await Assert.ThrowsAsync<StorageInvalidKeyException>(
            async () => await storage.TryGetAsync(key, cancellation: Cancellation));
        await Assert.ThrowsAsync<StorageInvalidKeyException>(
            async () => await storage.TryStatAsync(key, Cancellation));
        await Assert.ThrowsAsync<StorageInvalidKeyException>(
            async () => await storage.DeleteAsync(key, cancellation: Cancellation));
        await Assert.ThrowsAsync<StorageInvalidKeyException>(
            async () => await storage.TryOpenReadAsync(key, cancellation: Cancellation));
    }

    [Fact]
    public async Task Put_PlainUnderAnObjectOrOverAFolder_RefusesTheKeyAndLeavesNothing()
    {
        await using FileStorage storage = Open(FileLayout.Plain);
        await storage.PutTextAsync("a", "object", cancellation: Cancellation);
        await storage.PutTextAsync("folder/b", "object", cancellation: Cancellation);
        await Assert.ThrowsAsync<StorageInvalidKeyException>(
            async () => await storage.PutTextAsync("a/b/c", "x", cancellation: Cancellation));
        await Assert.ThrowsAsync<StorageInvalidKeyException>(
            async () => await storage.PutTextAsync("folder", "x", cancellation: Cancellation));
        await Assert.ThrowsAsync<StorageInvalidKeyException>(async () => await storage.PutAsync(
            "folder", BufferSlice.Empty, IfAbsent(), Cancellation));
        Assert.Equal(["a", "folder/b"], await KeysOf(storage));
        Assert.False(await storage.DeleteAsync("folder", cancellation: Cancellation));
        Assert.False((await storage.TryGetAsync("folder", cancellation: Cancellation)).IsFound);
    }

    [Fact]
    public async Task Put_OverAnEmptyFolderThatACrashLeft_TakesItsPlace()
    {
        Directory.CreateDirectory(_directory.File("a"));
        Directory.CreateDirectory(_directory.File("b"));
        await using FileStorage storage = Open(FileLayout.Plain);
        await storage.PutTextAsync("a", "1", cancellation: Cancellation);
        await storage.PutAsync("b", BufferSlice.Empty, IfAbsent(), Cancellation);
        Assert.Equal(["a", "b"], await KeysOf(storage));
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public async Task Delete_LastOfAFolder_RemovesTheFolder(FileLayout layout)
    {
        await using FileStorage storage = Open(layout);
        await storage.PutTextAsync("a/b/c", "1", cancellation: Cancellation);
        await storage.PutTextAsync("a/d", "2", cancellation: Cancellation);
        Assert.True(await storage.DeleteAsync("a/b/c", cancellation: Cancellation));
        Assert.Single(Directory.GetFileSystemEntries(Visible().Single()));
        Assert.True(await storage.DeleteAsync("a/d", cancellation: Cancellation));
        Assert.Empty(Visible());
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public async Task ETags_ManyOverwritesOfOneSize_AllDiffer(FileLayout layout)
    {
        int rounds = LongRun.Rounds(shortRun: 3000, longRun: 20_000);
        await using FileStorage storage = Open(layout, FileDurability.None);
        HashSet<StorageETag> tags = [];
        using BufferSlice value = BufferSlice.CopyFrom("same size"u8);
        for (int round = 0; round < rounds; round++)
        {
            StorageEntry entry = await storage.PutAsync("key", value, cancellation: Cancellation);
            Assert.True(tags.Add(entry.ETag));
        }

        StorageEntry? last = await storage.TryStatAsync("key", Cancellation);
        Assert.Contains(last!.Value.ETag, tags);
    }

    [Fact]
    public async Task Links_WhereverTheyAre_AreRefusedAndNotMissing()
    {
        using var outside = new TemporaryDirectory();
        outside.Write("secret", "outside"u8);
        File.CreateSymbolicLink(_directory.File("link"), outside.File("secret"));
        Directory.CreateSymbolicLink(_directory.File("folder"), outside.Path);
        await using FileStorage storage = Open(FileLayout.Plain);
        foreach (string key in new[] { "link", "folder/secret" })
        {
            await Assert.ThrowsAsync<StorageAccessException>(
                async () => await storage.TryGetAsync(key, cancellation: Cancellation));
            await Assert.ThrowsAsync<StorageAccessException>(
                async () => await storage.TryOpenReadAsync(key, cancellation: Cancellation));
        }

        await Assert.ThrowsAsync<StorageAccessException>(
            async () => await storage.PutTextAsync("folder/new", "x", cancellation: Cancellation));
        Assert.Empty(await KeysOf(storage));

        // The link itself is replaced, not what it names.
        await storage.PutTextAsync("link", "inside", cancellation: Cancellation);
        Assert.Equal("outside", await File.ReadAllTextAsync(outside.File("secret"), Cancellation));
        Assert.Equal(["secret"], Directory.GetFiles(outside.Path).Select(static path => Path.GetFileName(path)));
    }

    [Fact]
    public async Task Puts_WhileAFolderIsSwappedForALink_NeverLandOutside()
    {
        using var outside = new TemporaryDirectory();
        await using FileStorage storage = Open(FileLayout.Plain, FileDurability.None);
        int rounds = LongRun.Rounds(shortRun: 300, longRun: 5000);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task swapping = Task.Run(
            () =>
            {
                string folder = _directory.File("folder");
                while (!stop.IsCancellationRequested)
                {
                    try
                    {
                        Clear(folder);
                        Clear(folder + ".real");
                        Directory.CreateDirectory(folder);
                        Directory.Move(folder, folder + ".real");
                        Directory.CreateSymbolicLink(folder, outside.Path);
                        Directory.Delete(folder);
                        Directory.Delete(folder + ".real", recursive: true);
                    }
                    catch (IOException)
                    {
                        // The store made the folder in between: begin again.
                        continue;
                    }
                }
            },
            Cancellation);
        try
        {
            for (int round = 0; round < rounds; round++)
            {
                try
                {
                    await storage.PutTextAsync("folder/key", "x", cancellation: Cancellation);
                }
                catch (StorageException)
                {
                    // A link was in the way, or the folder never stayed: both are right answers.
                    continue;
                }
            }
        }
        finally
        {
            await stop.CancelAsync();
        }

        await Eventually.EndsAsync(swapping, "the last swap");
        Assert.Empty(Directory.GetFileSystemEntries(outside.Path));
    }

    [Fact]
    public async Task Puts_WhileTheFolderIsRemovedWheneverEmpty_AreMadeAgain()
    {
        await using FileStorage storage = Open(FileLayout.Plain, FileDurability.None);
        int rounds = LongRun.Rounds(shortRun: 300, longRun: 10_000);
        Task[] workers = [.. Enumerable.Range(0, 3).Select(worker => Task.Run(
            async () =>
            {
                for (int round = 0; round < rounds; round++)
                {
                    string key = $"a/b/{worker}";
                    await storage.PutTextAsync(key, "x", cancellation: Cancellation);
                    Assert.True(await storage.DeleteAsync(key, cancellation: Cancellation));
                }
            },
            Cancellation))];
        await Task.WhenAll(workers);
        Assert.Empty(Visible());
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public async Task Gets_DuringOverwritesWithoutPause_AreNeverTornOrMissing(FileLayout layout)
    {
        await using FileStorage storage = Open(layout, FileDurability.None);
        byte[][] patterns = [[.. Enumerable.Repeat((byte)'a', 200_000)], [.. Enumerable.Repeat((byte)'b', 200_000)]];
        using (BufferSlice value = BufferSlice.CopyFrom(patterns[0]))
        {
            await storage.PutAsync("key", value, cancellation: Cancellation);
        }

        int rounds = LongRun.Rounds(shortRun: 200, longRun: 20_000);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task[] readers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    using StorageContent content = await storage.GetAsync("key", cancellation: Cancellation);
                    Assert.Equal(200_000, content.Bytes.Length);
                    Assert.Contains(patterns, pattern => content.Bytes.SequenceEqual(pattern));
                }
            },
            Cancellation))];
        try
        {
            for (int round = 0; round < rounds; round++)
            {
                using BufferSlice value = BufferSlice.CopyFrom(patterns[round % 2]);
                await storage.PutAsync("key", value, cancellation: Cancellation);
            }
        }
        finally
        {
            await stop.CancelAsync();
        }

        await Eventually.EndsAsync(Task.WhenAll(readers), "the last reads");
    }

    [Theory]
    // Platform: reads of only what is in the page cache; elsewhere a thread of the pool waits.
    [Trait("Platform", "linux")]
    [MemberData(nameof(Layouts))]
    public async Task Get_SmallAndCached_EndsAtOnceAndAllocatesNothing(FileLayout layout)
    {
        await using FileStorage storage = Open(layout, FileDurability.None);
        using (BufferSlice value = BufferSlice.CopyFrom(new byte[4096]))
        {
            await storage.PutAsync("small", value, cancellation: Cancellation);
        }

        ValueTask<StorageContent> task = storage.TryGetAsync("small", cancellation: Cancellation);
        Assert.True(task.IsCompletedSuccessfully);
        (await task).Dispose();
        StorageKey key = "small";
        AllocationAssert.Flat(() => Take(storage.TryGetAsync(key), isFound: true), 1000);
        StorageKey missing = "missing";
        Assert.False((await storage.TryGetAsync(missing, cancellation: Cancellation)).IsFound);
        AllocationAssert.Flat(() => Take(storage.TryGetAsync(missing), isFound: false), 1000);
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public async Task List_WindowSmallerThanTheFolder_GivesEveryKeyOnceInOrder(FileLayout layout)
    {
        await using FileStorage storage = Open(layout, FileDurability.None);
        var random = SeededRandom.Create();
        SortedSet<StorageKey> keys = [];
        for (int index = 0; index < 150; index++)
        {
            keys.Add($"k{random.Next(40)}{"-/.x"[random.Next(4)]}{random.Next(1000)}");
        }

        foreach (StorageKey key in keys)
        {
            await storage.PutAsync(key, BufferSlice.Empty, cancellation: Cancellation);
        }

        foreach (int namesMax in new[] { 1, 7, 1000 })
        {
            List<StorageKey> found = [];
            await foreach (StoragePage page in storage.ListPagesAsync(
                new ListOptions { PageSize = 13 }, namesMax, Cancellation))
            {
                found.AddRange(page.Entries.Select(static entry => entry.Key));
            }

            Assert.Equal(keys, found);
        }
    }

    [Fact]
    // Platform: names that differ in case.
    [Trait("Platform", "linux")]
    public async Task List_OthersFiles_ShowsOnlyWhatAreObjects()
    {
        await using FileStorage encoded = Open(FileLayout.Encoded);
        await encoded.PutTextAsync("a", "1", cancellation: Cancellation);
        _directory.Write("README", "not ours"u8);
        _directory.Write("%61.o", "another spelling of a"u8);
        _directory.Write("A.o", "another spelling of a"u8);
        Assert.Equal(["a"], await KeysOf(encoded));
    }

    [Fact]
    public async Task Get_EncodedFileOfAnotherKeyOrDamaged_IsRefused()
    {
        await using FileStorage storage = Open(FileLayout.Encoded);
        await storage.PutTextAsync("a", "value", cancellation: Cancellation);
        File.Copy(_directory.File("a.o"), _directory.File("b.o"));
        await Assert.ThrowsAsync<StorageIntegrityException>(
            async () => await storage.GetAsync("b", cancellation: Cancellation));
        byte[] whole = await File.ReadAllBytesAsync(_directory.File("a.o"), Cancellation);
        for (int index = 0; index < whole.Length - 5; index++)
        {
            byte[] damaged = [.. whole];
            damaged[index] ^= 0x10;
            await File.WriteAllBytesAsync(_directory.File("a.o"), damaged, Cancellation);
            await Assert.ThrowsAsync<StorageIntegrityException>(
                async () => await storage.GetAsync("a", cancellation: Cancellation));
        }

        for (int length = 0; length < whole.Length; length += 7)
        {
            await File.WriteAllBytesAsync(_directory.File("a.o"), whole[..length], Cancellation);
            await Assert.ThrowsAsync<StorageIntegrityException>(
                async () => await storage.TryStatAsync("a", Cancellation));
        }

        Assert.True(await storage.DeleteAsync("a", cancellation: Cancellation));
    }

    [Theory]
    [InlineData(FileLayout.Plain, 0, 1000)]
    [InlineData(FileLayout.Plain, 400_000, 1_000_000)]
    [InlineData(FileLayout.Encoded, 900, 1000)]
    [InlineData(FileLayout.Encoded, 400_000, 1_000_000)]
    public async Task OpenRead_FileIsCutAfterwards_IsAnErrorAndNeverAShortValue(
        FileLayout layout, int cutBytes, int valueBytes)
    {
        await using FileStorage storage = Open(layout);
        using (BufferSlice value = BufferSlice.CopyFrom(new byte[valueBytes]))
        {
            await storage.PutAsync("key", value, cancellation: Cancellation);
        }

        await using StorageReader reader = await storage.OpenReadAsync("key", cancellation: Cancellation);
        Assert.Equal(valueBytes, reader.Entry.Length);
        using (FileStream file = File.OpenWrite(_directory.File(layout == FileLayout.Plain ? "key" : "key.o")))
        {
            file.SetLength(cutBytes);
        }

        StorageIntegrityException error = await Assert.ThrowsAsync<StorageIntegrityException>(async () =>
        {
            while (true)
            {
                using BufferSlice portion = await reader.ReadAsync(Cancellation);
                Assert.False(portion.IsEmpty, "A value that was cut ended as a whole one does.");
            }
        });
        Assert.Contains($"it had {valueBytes} bytes when it was opened", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_LeftoversOfADeadProcess_AreRemovedAndOfALivingNot()
    {
        await using FileStorage first = Open(FileLayout.Plain);
        await using StorageWriter writer = await first.OpenWriteAsync("key", cancellation: Cancellation);
        await writer.WriteAsync("unfinished"u8.ToArray(), Cancellation);
        string dead = _directory.File(".storage-lite/temp/0123456789abcdef");
        Directory.CreateDirectory(dead);
        await File.WriteAllTextAsync(Path.Combine(dead, "1"), "left over", Cancellation);
        await using (FileStorage second = Open(FileLayout.Plain))
        {
            Assert.False(Directory.Exists(dead));
            Assert.Empty(await KeysOf(second));
        }

        await writer.CommitAsync(Cancellation);
        Assert.Equal("unfinished", await first.GetTextAsync("key", cancellation: Cancellation));
        await first.DisposeAsync();
        Assert.Empty(Directory.GetDirectories(_directory.File(".storage-lite/temp")));
    }

    [Fact]
    public async Task Health_FolderThereAndGone_SaysSo()
    {
        string path = _directory.File("deep/er");
        await using FileStorage storage = FileStorage.Open(path);
        StorageHealth health = await storage.CheckHealthAsync(Cancellation);
        Assert.True(health.IsHealthy);
        Assert.True(health.FreeBytes > 0);
        Directory.Delete(path);
        Assert.False((await storage.CheckHealthAsync(Cancellation)).IsHealthy);
        await storage.DisposeAsync();
        Assert.False((await storage.CheckHealthAsync(Cancellation)).IsHealthy);
    }

    [Fact]
    public void Open_NothingThereOrNoFolder_Throws()
    {
        var options = new FileStorageOptions { CreatesFolder = false };
        Assert.Throws<StorageException>(() => FileStorage.Open(_directory.File("missing"), options));
        _directory.Write("file", "x"u8);
        Assert.ThrowsAny<StorageException>(() => FileStorage.Open(_directory.File("file")));
        Assert.Throws<ArgumentException>(() => FileStorage.Open(""));
    }

    [Fact]
    public void Options_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(new FileStorageOptions { Layout = (FileLayout)7 }.Validate);
        Assert.Throws<ArgumentOutOfRangeException>(new FileStorageOptions { Durability = (FileDurability)7 }.Validate);
        Assert.Throws<ArgumentOutOfRangeException>(new FileStorageOptions { SynchronousBytesMax = -1 }.Validate);
        Assert.Throws<ArgumentOutOfRangeException>(new FileStorageOptions { FilePermissionBits = 4096 }.Validate);
        Assert.ThrowsAny<ArgumentException>(new FileStorageOptions { Name = "" }.Validate);
    }

    [Fact]
    public async Task Put_WhatFilesCannotKeep_IsRefused()
    {
        await using FileStorage plain = Open(FileLayout.Plain);
        await using FileStorage encoded = Open(FileLayout.Encoded);
        Dictionary<string, string> metadata = new() { ["name"] = new string('x', 20_000) };
        await Assert.ThrowsAsync<StorageNotSupportedException>(async () => await plain.PutAsync(
            "a", BufferSlice.Empty, new PutOptions { Metadata = metadata }, Cancellation));
        await Assert.ThrowsAsync<StorageNotSupportedException>(async () => await plain.PutAsync(
            "a", BufferSlice.Empty, new PutOptions { ExpiresAt = DateTimeOffset.MaxValue }, Cancellation));
        await Assert.ThrowsAsync<StorageNotSupportedException>(async () => await plain.PutAsync(
            "a", BufferSlice.Empty, new PutOptions { CompressionLevel = 1 }, Cancellation));
        await Assert.ThrowsAsync<StorageQuotaException>(async () => await encoded.PutAsync(
            "a", BufferSlice.Empty, new PutOptions { Metadata = metadata }, Cancellation));
    }

    private static void Take(ValueTask<StorageContent> task, bool isFound)
    {
        if (!task.IsCompletedSuccessfully)
        {
            Assert.Fail("What is cached needs no waiting.");
        }

        using StorageContent content = task.Result;
        if (content.IsFound != isFound)
        {
            Assert.Fail($"It was {content.Outcome}.");
        }
    }

    private static void Clear(string folder)
    {
        if (Directory.Exists(folder))
        {
            bool isLink = new DirectoryInfo(folder).LinkTarget is not null;
            Directory.Delete(folder, recursive: !isLink);
        }
    }

    private static PutOptions IfAbsent() => new() { Condition = StorageCondition.IfAbsent };

    private static async Task<List<string>> KeysOf(IStorage storage)
    {
        List<string> keys = [];
        await foreach (StorageEntry entry in storage.ListAsync(cancellation: Cancellation))
        {
            keys.Add(entry.Key.Text);
        }

        return keys;
    }

    private FileStorage Open(FileLayout layout, FileDurability durability = FileDurability.Full) =>
        FileStorage.Open(_directory.Path, new FileStorageOptions { Layout = layout, Durability = durability });

    /// <summary>What a person sees in the folder.</summary>
    private IEnumerable<string> Visible() => Directory.GetFileSystemEntries(_directory.Path)
        .Where(static path => Path.GetFileName(path) != ".storage-lite");
}
