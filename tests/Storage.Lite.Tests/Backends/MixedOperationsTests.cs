using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using Native.TestKit;
using Storage.Lite.Testing;
using Xunit;

namespace Storage.Lite.Tests.Backends;

/// <summary>
/// Many operations of every kind from several threads, with conditions that do not hold, writers that are given up,
/// calls that fail and calls that are cancelled; and afterwards nothing is open, left over or rented. A million with
/// <c>NATIVE_LONG=1</c>.
/// </summary>
public sealed class MixedOperationsTests : IDisposable
{
    private const int Workers = 4;
    private const int Keys = 40;
    private const int ValueBytesMax = 3000;

    private readonly TemporaryDirectory _directory = new();
    private readonly BlockPool _pool = new(new BlockPoolOptions { Name = "mixed" });

    private static int Operations => LongRun.Rounds(shortRun: 20_000, longRun: 1_000_000);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _pool.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task MixedOperations_OnMemory_LeaveNothing() => await RunAsync(new MemoryStorage());

    [Fact]
    public async Task MixedOperations_OnAllLayers_LeaveNothing()
    {
        var encoding = new EnvelopeOptions { Pool = _pool, Compression = new CompressionOptions() };
        await RunAsync(new MetricsStorage(new CachedStorage(
            new EncryptedStorage(new MemoryStorage(), encoding, StorageKeyRing.FromKey(new byte[32])), cacheSize: 10)));
    }

    [Theory]
    // Platform: /proc, which says what is open.
    [Trait("Platform", "linux")]
    [InlineData(FileLayout.Plain, false)]
    [InlineData(FileLayout.Encoded, false)]
    [InlineData(FileLayout.Encoded, true)]
    public async Task MixedOperations_OnFiles_LeaveNoHandleAndNoFile(FileLayout layout, bool isEncrypted)
    {
        string path = _directory.File("store");
        IStorage storage = FileStorage.Open(
            path, new FileStorageOptions { Layout = layout, Durability = FileDurability.None, Pool = _pool });
        if (isEncrypted)
        {
            var encoding = new EnvelopeOptions { Pool = _pool, Compression = new CompressionOptions() };
            storage = new EncryptedStorage(storage, encoding, StorageKeyRing.FromKey(new byte[32]));
        }

        await RunAsync(storage);
        Assert.DoesNotContain(OpenPaths(), open => open.StartsWith(path, StringComparison.Ordinal));
        Assert.Empty(Directory.GetDirectories(Path.Combine(path, ".storage-lite", "temp")));
        string[] left = [.. Directory.EnumerateFileSystemEntries(path)
            .Where(static entry => Path.GetFileName(entry) != ".storage-lite")];
        Assert.Empty(left);
    }

    /// <summary>What this process has open, by name.</summary>
    private static List<string> OpenPaths()
    {
        List<string> paths = [];
        foreach (string descriptor in Directory.EnumerateFiles("/proc/self/fd"))
        {
            if (new FileInfo(descriptor).LinkTarget is { } target)
            {
                paths.Add(target);
            }
        }

        return paths;
    }

    private async Task RunAsync(IStorage backend)
    {
        int operations = Operations;
        SeededRandom random = SeededRandom.Create();
        var stopwatch = Stopwatch.StartNew();
        var tally = new int[2];
        await using (var storage = new FaultyStorage(backend))
        {
            Task[] workers = [.. Enumerable.Range(0, Workers).Select(worker =>
            {
                var own = new Random(random.Next(int.MaxValue));
                return Task.Run(() => WorkAsync(storage, own, operations / Workers, tally), Cancellation);
            })];
            await Task.WhenAll(workers);
            storage.ClearFaults();
            List<StorageKey> keys = [];
            await foreach (StorageEntry entry in storage.ListAsync(cancellation: Cancellation))
            {
                keys.Add(entry.Key);
            }

            Assert.InRange(keys.Count, 1, Keys);
            IReadOnlyList<StorageDeleteResult> results = await storage.DeleteManyAsync(keys, Cancellation);
            Assert.All(results, static result => Assert.True(result.Existed && result.Error is null));
        }

        Assert.Equal(0, _pool.GetStatistics().RentedBlocks);
        Assert.True(tally[1] > operations / 100, $"{tally[1]} operations were refused, failed or were cancelled.");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{tally[0]} operations in {stopwatch.Elapsed.TotalSeconds:F1} s, {tally[1]} of them in vain.");
    }

    private async Task WorkAsync(FaultyStorage storage, Random random, int operations, int[] tally)
    {
        for (int operation = 0; operation < operations; operation++)
        {
            using var cancelled = new CancellationTokenSource();
            if (random.Next(50) == 0)
            {
                storage.Add(new Fault((FaultPoint)random.Next((int)FaultPoint.Rename))
                {
                    Error = new StorageException(StorageOperation.Get, default, "script", "it fails"),
                });
            }

            if (random.Next(50) == 0)
            {
                await cancelled.CancelAsync();
            }

            _ = Interlocked.Increment(ref tally[0]);
            try
            {
                await StepAsync(storage, random, cancelled.Token);
            }
            catch (Exception exception) when (exception is StoragePreconditionException or StorageNotFoundException
                or OperationCanceledException or StorageException { Message: "get in script: it fails" })
            {
                _ = Interlocked.Increment(ref tally[1]);
            }
        }
    }

    private async Task StepAsync(FaultyStorage storage, Random random, CancellationToken cancellation)
    {
        StorageKey key = $"{random.Next(4)}/{random.Next(Keys / 4)}";
        StorageKey other = $"{random.Next(4)}/{random.Next(Keys / 4)}";
        switch (random.Next(12))
        {
            case 0 or 1:
                using (BufferSlice value = BufferSlice.CopyFrom(Value(random)))
                {
                    _ = await storage.PutAsync(key, value, Options(random), cancellation);
                }

                break;
            case 2:
                await WriteAsync(storage, key, random, cancellation);
                break;
            case 3 or 4 or 5:
                using (StorageContent content = await storage.TryGetAsync(key, default, cancellation))
                {
                    RequireWhole(content.IsFound ? content.Bytes : BufferSlice.Empty);
                }

                break;
            case 6:
                await ReadSomeAsync(storage, key, random, cancellation);
                break;
            case 7:
                _ = await storage.DeleteAsync(key, default, cancellation);
                break;
            case 8 when key != other:
                _ = await storage.CopyAsync(key, other, default, cancellation);
                break;
            case 9:
                _ = await storage.RenameAsync(key, other, default, cancellation);
                break;
            case 10:
                await foreach (StorageEntry entry in storage.ListAsync("1/", cancellation))
                {
                    if (random.Next(5) == 0)
                    {
                        break;
                    }
                }

                break;
            default:
                _ = await storage.TryStatAsync(key, cancellation);
                break;
        }
    }

    private static async Task WriteAsync(
        FaultyStorage storage, StorageKey key, Random random, CancellationToken cancellation)
    {
        byte[] value = Value(random);
        await using StorageWriter writer = await storage.OpenWriteAsync(key, Options(random), cancellation);
        await writer.WriteAsync(value.AsMemory(0, value.Length / 2), cancellation);
        await writer.WriteAsync(value.AsMemory(value.Length / 2), cancellation);
        if (random.Next(3) > 0)
        {
            _ = await writer.CommitAsync(cancellation);
        }
    }

    private static async Task ReadSomeAsync(
        FaultyStorage storage, StorageKey key, Random random, CancellationToken cancellation)
    {
        await using StorageReader reader = await storage.TryOpenReadAsync(key, default, cancellation);
        if (reader.IsFound && random.Next(3) > 0)
        {
            using BufferSlice portion = await reader.ReadAsync(cancellation);
            RequireWhole(portion);
        }
    }

    private static PutOptions Options(Random random) => new()
    {
        Condition = random.Next(6) switch
        {
            0 => StorageCondition.IfAbsent,
            1 => StorageCondition.IfMatch(StorageETag.Parse("of nobody")),
            _ => default,
        },
    };

    /// <summary>All bytes of a value are alike, so that a torn one shows.</summary>
    private static byte[] Value(Random random)
    {
        byte[] value = new byte[random.Next(ValueBytesMax)];
        value.AsSpan().Fill((byte)random.Next(256));
        return value;
    }

    private static void RequireWhole(BufferSlice bytes)
    {
        byte[] all = bytes.ToArray();
        if (all.Length > 0 && all.AsSpan().ContainsAnyExcept(all[0]))
        {
            Assert.Fail("A value is of two puts.");
        }
    }
}
