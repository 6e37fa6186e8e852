using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Threading.Tasks;
using Storage.Lite;
using Storage.Lite.Testing;
using Xunit;

namespace Native.PublicApi.Tests.Examples;

/// <content>
/// docs/memory-storage.md, file-storage.md, protecting-values.md, composite-storage.md and the guide.
/// </content>
public sealed partial class StorageExamples
{
    private static readonly StorageConformanceContext context =
        new(static _ => ValueTask.FromResult<IStorage>(new MemoryStorage()));

    public static TheoryData<string> Rows { get; } = [.. StorageConformance.Cases.Select(one => one.ToString())];

    [Theory]
    [MemberData(nameof(Rows))]
    public Task Store_InEveryCase_DoesWhatEveryStoreDoes(string name) =>
        StorageConformance.Cases.Single(one => one.ToString() == name).RunAsync(context);

    [Fact]
    public async Task MemoryStorage_Example_Gets()
    {
        await using var storage = new MemoryStorage(new MemoryStorageOptions
        {
            BytesMax = 64 * 1024 * 1024,
            Eviction = MemoryEviction.LeastRecentlyUsed,
        });
        await storage.PutTextAsync("user", "John");
        using StorageContent content = await storage.GetAsync("user");
        string name = content.Bytes.GetString();

        Assert.Equal("John", name);
    }

    [Fact]
    public async Task FileStorage_Example_Stats()
    {
        using var working = new WorkingFolder();

        await using var storage = FileStorage.Open("data", new FileStorageOptions { Layout = FileLayout.Encoded });
        await storage.PutTextAsync("users/42", "{}");
        StorageEntry entry = await storage.StatAsync("users/42");

        Assert.Equal(2, entry.Length);
    }

    [Fact]
    public async Task ProtectingValues_Example_Puts()
    {
        await using var checkedStore = new ChecksummedStorage(new MemoryStorage());
        await using var compressed = new CompressedStorage(new MemoryStorage(), new CompressionOptions { Level = 6 });
        await using var encrypted = new EncryptedStorage(new MemoryStorage(), RandomNumberGenerator.GetBytes(32));

        using var keys = StorageKeyRing.FromKey(RandomNumberGenerator.GetBytes(32));
        await using var both = new EnvelopeStorage(new MemoryStorage(), new EnvelopeOptions
        {
            Compression = new CompressionOptions { ExcludedPrefixes = ["sessions/"] },
            Keys = keys,
        });
        await both.PutTextAsync("letter", "text", new PutOptions { CompressionLevel = 9 });

        Assert.Equal("text", await both.GetTextAsync("letter"));
    }

    [Fact]
    public async Task ProtectingValues_NewKey_Reencrypts()
    {
        byte[] oldKey = RandomNumberGenerator.GetBytes(32);
        byte[] newKey = RandomNumberGenerator.GetBytes(32);

        using var ring = StorageKeyRing.FromKey(oldKey);
        await using var store = new EncryptedStorage(new MemoryStorage(), ring);
        ring.Add(2, newKey, StorageKeyState.Active);
        await foreach (StorageSweepResult result in store.ReencryptAsync())
        {
            Console.WriteLine($"{result.Key}: {result.Outcome}");
        }

        ring.SetState(1, StorageKeyState.Revoked);

        Assert.Equal(2, ring.ActiveId);
    }

    [Fact]
    public async Task CompositeStorage_Example_Reads()
    {
        using var working = new WorkingFolder();
        var backup = new MemoryStorage();

        await using var storage = new CompositeStorage([new MemoryStorage(), FileStorage.Open("data"), backup]);
        await storage.PutTextAsync("key", "value");
        string value = await storage.GetTextAsync("key");

        Assert.Equal("value", value);
    }

    [Fact]
    public async Task CompositeStorage_CacheOnDisk_AnswersWithoutTheRemoteStore()
    {
        using var working = new WorkingFolder();
        var remote = new MemoryStorage();
        byte[] key = RandomNumberGenerator.GetBytes(32);

        var cache = FileStorage.Open(
            "cache", new FileStorageOptions { Layout = FileLayout.Encoded, Durability = FileDurability.None });
        await using var storage = new EncryptedStorage(
            new CompositeStorage([cache, remote], new CompositeOptions { AuthoritativeTier = 1 }), key);
        await storage.PutTextAsync("key", "value");
        string value = await storage.GetTextAsync("key"); // from the disk; the remote store is not asked
        await cache.DeleteOlderThanAsync(TimeSpan.FromDays(7));

        Assert.Equal("value", value);
        Assert.True(await cache.ExistsAsync("key"));
    }

    [Fact]
    public async Task CompositeStorage_CopyThatMissedChanges_FollowsASync()
    {
        await using var database = new MemoryStorage();
        await using var copy = new MemoryStorage();
        await database.PutTextAsync("key", "value");
        await copy.PutTextAsync("deleted", "elsewhere");

        await database.SyncAsync(copy, new SyncOptions { DeletesOthers = true, ComparesBytes = true });

        Assert.Equal("value", await copy.GetTextAsync("key"));
        Assert.False(await copy.ExistsAsync("deleted"));
    }

    [Fact]
    public async Task WritingABackend_Example_RunsTheCases()
    {
        var context = new StorageConformanceContext(_ => ValueTask.FromResult<IStorage>(new MemoryStorage()));
        foreach (StorageConformanceCase one in StorageConformance.Cases)
        {
            await one.RunAsync(context);
        }
    }

    [Fact]
    public async Task WritingABackend_Histories_HaveNoViolation()
    {
        await using var storage = new MemoryStorage();

        RegisterHistory history = await new RegisterWorkload { Threads = 4 }.RunAsync(storage);
        string? violation = history.FindViolation();

        Assert.Null(violation);
    }

    [Fact]
    public async Task WritingABackend_HistoriesOfSeveral_ArePutTogether()
    {
        await using var storage = new MemoryStorage();
        var together = new RegisterHistory();
        for (int number = 0; number < 2; number++)
        {
            var workload = new RegisterWorkload { Process = number, Clock = TimeProvider.System };
            RegisterHistory seen = await workload.RunAsync(storage);
            foreach (string register in seen.Registers)
            {
                foreach (RegisterOperation operation in seen.Operations(register))
                {
                    together.Add(register, operation);
                }
            }
        }

        Assert.Null(together.FindViolation());
    }

    [Fact]
    public async Task WritingABackend_Fault_IsThrown()
    {
        await using var storage = new FaultyStorage(new MemoryStorage());
        storage.Add(new Fault(FaultPoint.Put) { First = 2, Error = new IOException("The disk is gone.") });

        _ = await storage.PutTextAsync("a", "1");
        _ = await Assert.ThrowsAsync<IOException>(async () => await storage.PutTextAsync("a", "2"));
    }
}
