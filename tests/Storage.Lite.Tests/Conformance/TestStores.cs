using System;
using System.Collections.Generic;
using System.Linq;
using Native.TestKit;
using Storage.Lite.Testing;
using Storage.Lite.Tests.Backends;

namespace Storage.Lite.Tests.Conformance;

/// <summary>Every store that the conformance suite runs over. A backend or a stack of layers is one line here.</summary>
internal static class TestStores
{
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
        };

    /// <summary>One row for each store and case.</summary>
    internal static IEnumerable<(string Store, string Case)> Rows =>
        from store in All.Keys
        from one in StorageConformance.Cases
        select (store, one.ToString());

    /// <summary>A store that is made at once.</summary>
    internal static StorageConformanceContext Of(Func<IStorage> make) => new(_ => new(make()))
    {
        Rounds = LongRun.Rounds(shortRun: 60, longRun: 2000),
        ValueBytesMax = LongRun.Rounds(shortRun: 8, longRun: 65) * 1024L * 1024,
    };
}
