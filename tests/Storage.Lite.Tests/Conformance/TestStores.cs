using System;
using System.Collections.Generic;
using System.Linq;
using Native.TestKit;
using Storage.Lite.Testing;
using Storage.Lite.Tests.Backends;

namespace Storage.Lite.Tests.Conformance;

/// <summary>
/// Every store that the conformance suite runs over. A backend or a stack of layers is one line here.
/// </summary>
internal static class TestStores
{
    private static readonly HashSet<string> s_replacing =
        new(StringComparer.Ordinal) { "31", "36", "41", "52", "68", "70", "71" };

    private static readonly HashSet<string> s_calling =
        new(StringComparer.Ordinal) { "29", "38", "47", "67", "80" };

    /// <summary>What opens an empty store, by the name that the tests show.</summary>
    internal static IReadOnlyDictionary<string, StorageConformanceContext> All { get; } =
        new Dictionary<string, StorageConformanceContext>(StringComparer.Ordinal)
        {
            ["memory"] = Of(static () => new MemoryStorage()),
            ["memory, evicting"] = Of(static () => new MemoryStorage(new MemoryStorageOptions
            {
                BytesMax = 100_000_000,
                Eviction = MemoryEviction.LeastRecentlyUsed,
            })),
            ["file, plain"] = Of(static () => TemporaryFileStorage.Open(new FileStorageOptions
            {
                Durability = FileDurability.None,
            })),
            ["file, encoded"] = Of(static () => TemporaryFileStorage.Open(new FileStorageOptions
            {
                Layout = FileLayout.Encoded,
                Durability = FileDurability.None,
            })),
            ["envelope over files, plain"] = Of(static () => Envelope(FileLayout.Plain)),
            ["envelope over files, encoded"] = Of(static () => Envelope(FileLayout.Encoded)),
            ["deadline"] = Of(static () => new DeadlineStorage(new MemoryStorage())),
            ["attempt timeout"] = Of(static () => new AttemptTimeoutStorage(new MemoryStorage())),
            ["concurrency limit"] = Of(static () => new ConcurrencyLimitStorage(
                new MemoryStorage(), new ConcurrencyLimitOptions { ConcurrencyMax = 2 })),
            ["retry"] = Of(static () => new RetryStorage(new MemoryStorage())),
            ["circuit breaker"] = Of(static () => new CircuitBreakerStorage(new MemoryStorage())),
            ["hedging"] = Of(static () => new HedgingStorage(new MemoryStorage())),
            ["cache"] = Of(static () => new CachedStorage(new MemoryStorage())),
            ["small cache"] = Of(static () => new CachedStorage(new MemoryStorage(), cacheSize: 2)),
            ["quota"] = Of(static () => new QuotaStorage(
                new MemoryStorage(), new QuotaOptions { Rules = [new QuotaRule()] })),
            ["metrics"] = Of(static () => new MetricsStorage(new MemoryStorage())),
            ["composite"] = Of(static () => new CompositeStorage(
                [new MemoryStorage(), new MemoryStorage(), new MemoryStorage()],
                new CompositeOptions { AuthoritativeTier = 1 })),
            ["composite, primary"] = Of(static () => new CompositeStorage(
                [new MemoryStorage(), new MemoryStorage(), new MemoryStorage()],
                new CompositeOptions { AuthoritativeTier = 1, WritePolicy = CompositeWritePolicy.Primary })),
            ["all layers"] = Of(static () => new MetricsStorage(new DeadlineStorage(new QuotaStorage(
                new CachedStorage(new CompositeStorage(
                    [new MemoryStorage(), new ConcurrencyLimitStorage(new RetryStorage(new CircuitBreakerStorage(
                        new HedgingStorage(new AttemptTimeoutStorage(new MemoryStorage())))))],
                    new CompositeOptions { AuthoritativeTier = 1 })),
                new QuotaOptions { Rules = [new QuotaRule()] })))),
        };

    /// <summary>Gets the stores that keep values themselves; the others are layers over one in memory.</summary>
    internal static IReadOnlySet<string> Backends { get; } =
        new HashSet<string>(StringComparer.Ordinal) { "memory", "memory, evicting", "file, plain", "file, encoded" };

    /// <summary>One row for each store and case.</summary>
    internal static IEnumerable<(string Store, string Case)> Rows =>
        from store in All.Keys
        from one in StorageConformance.Cases
        select (store, one.ToString());

    /// <summary>Tells cases in which a store on files replaces one that a reader has open.</summary>
    internal static bool ReplacesWhatIsOpen((string Store, string Case) row) =>
        IsOnFiles(row) && s_replacing.Contains(row.Case[..2]);

    /// <summary>Tells cases that call a store on files hundreds of times.</summary>
    internal static bool CallsOften((string Store, string Case) row) =>
        IsOnFiles(row) && s_calling.Contains(row.Case[..2]);

    private static bool IsOnFiles((string Store, string Case) row) =>
        row.Store.Contains("file", StringComparison.Ordinal);

    /// <summary>Compressed and encrypted files.</summary>
    private static EncryptedStorage Envelope(FileLayout layout)
    {
        IStorage files = TemporaryFileStorage.Open(new FileStorageOptions
        {
            Layout = layout,
            Durability = FileDurability.None,
        });
        var options = new EnvelopeOptions { Compression = new CompressionOptions() };
        return new EncryptedStorage(files, options, StorageKeyRing.FromKey(new byte[StorageKeyRing.KeyLength]));
    }

    /// <summary>A store that is made at once.</summary>
    internal static StorageConformanceContext Of(Func<IStorage> make) => new(_ => new(make()))
    {
        Rounds = LongRun.Rounds(shortRun: 60, longRun: 2000),
        ValueBytesMax = LongRun.Rounds(shortRun: 8, longRun: 65) * 1024L * 1024,
    };
}
