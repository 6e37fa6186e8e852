using System;
using System.Collections.Generic;
using Storage.Lite;

namespace Native.Benchmarks;

/// <summary>What layers cost over the store below them.</summary>
internal static class LayerScenarios
{
    private const long GarbageBytesPerGet = 1024;

    /// <summary>Keys that all fit into the layers' memory; some microseconds of work.</summary>
    private static readonly ValueSize Small = new("100b", 100, 256, 1024, 0);

    public static IEnumerable<Scenario> All(FileWorkspace files)
    {
        foreach (ValueSize size in ValueSize.All)
        {
            ValueSize values = size.In(files);
            yield return CreateEncrypted(new StoreWork(files, values, 1, values.Gets));
        }

        ValueSize small = Small.In(files);
        var work = new StoreWork(files, small, 1, small.Gets);
        yield return CreateStack("storage-stack-cached", work, OpenCached);
        yield return CreateStack("storage-stack-guarded", work, OpenGuarded);
    }

    private static Scenario CreateEncrypted(StoreWork work) => new()
    {
        Name = $"storage-encrypted-get-{work.Size.Name}",
        Topic = "Layers over a store",
        Unit = $"get of {work.Size.Name}",
        Expected = work.ExpectedGets,
        Pace = work.Size.Length >= FileSize.Mebi ? Pace.LongPasses : Pace.Processor,
        IsLong = work.Size.Name is not ("4k" or "1m"),
        GarbageBytesPerPassMax = GarbageBytesPerGet * work.Ops,
        Target = new Target { RatioMax = 1.1, RatioPeer = "native-plain+aesgcm", AbovePeer = "native-plain" },
        Peers =
        [
            new(Peer.Ours, () => new EncryptedGet(work)),
            new("native-plain", () => new NativeStoreGet(work, FileStorage.Open(work.ObjectFolder()))),
            new("native-plain+aesgcm", () => new PlainGetAndDecrypt(work)),
        ],
    };

    private static Scenario CreateStack(string name, StoreWork work, Func<IStorage> open) => new()
    {
        Name = name,
        Topic = "Layers over a store",
        Unit = "get of 100b",
        Expected = work.ExpectedGets,
        Pace = Pace.ShortCalls,
        GarbageBytesPerPassMax = GarbageBytesPerGet,
        Target = new Target { NanosecondsMax = 300, AbovePeer = "native-backend" },
        Peers =
        [
            new(Peer.Ours, () => new NativeMemoryGet(work, open)),
            new("native-backend", () => new NativeMemoryGet(work, static () => new MemoryStorage())),
        ],
    };

    /// <summary>The builder's own example, counted: the cache answers.</summary>
    private static IStorage OpenCached() => new StorageBuilder()
        .UseMemory()
        .UseCache()
        .UseCompression()
        .UseRetry()
        .Use(StorageLayerPlace.Telemetry, static inner => new MetricsStorage(inner))
        .Build();

    /// <summary>Everything that guards a backend: each get goes through to it.</summary>
    private static IStorage OpenGuarded() => new StorageBuilder()
        .UseMemory()
        .UseConcurrencyLimit()
        .UseRetry()
        .UseCircuitBreaker()
        .Use(StorageLayerPlace.Telemetry, static inner => new MetricsStorage(inner))
        .Build();
}
