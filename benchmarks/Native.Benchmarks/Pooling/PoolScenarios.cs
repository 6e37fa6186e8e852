using System.Buffers;
using System.Collections.Generic;
using ChunkedBuffers;

namespace Native.Benchmarks;

/// <summary>4 KiB blocks: one at a time, in bursts, and across threads.</summary>
internal static class PoolScenarios
{
    public const int RentCount = 4096;
    public const int BurstLength = 64;
    public const int CrossCount = 32768;

    public static Outcome OutcomeOf(ulong checksum, int count) =>
        new(count, (long)count * Corpus.ChunkLength, checksum);

    public static IEnumerable<Scenario> All()
    {
        yield return Create(
            "rent-same",
            RentCount,
            modulus: 256,
            new Target { NanosecondsMax = 2 },
            new Peer(Peer.Ours, () => new NativeRent(RentShape.Same)),
            new Peer(Peer.OursSingleThreaded, () => new NativeRent(RentShape.Same, isSingleThreaded: true)),
            new Peer("native-owner", () => new MemoryPoolRent(BlockPool.Shared, RentShape.Same)),
            new Peer("arraypool", () => new ArrayPoolRent(RentShape.Same)),
            new Peer("memorypool", () => new MemoryPoolRent(MemoryPool<byte>.Shared, RentShape.Same)));
        yield return Create(
            "rent-burst",
            RentCount,
            BurstLength,
            target: null,
            new Peer(Peer.Ours, () => new NativeRent(RentShape.Burst)),
            new Peer(Peer.OursSingleThreaded, () => new NativeRent(RentShape.Burst, isSingleThreaded: true)),
            new Peer("native-owner", () => new MemoryPoolRent(BlockPool.Shared, RentShape.Burst)),
            new Peer("arraypool", () => new ArrayPoolRent(RentShape.Burst)),
            new Peer("memorypool", () => new MemoryPoolRent(MemoryPool<byte>.Shared, RentShape.Burst)));
        yield return Create(
            "rent-cross",
            CrossCount,
            BurstLength,
            target: null,
            new Peer(Peer.Ours, () => new NativeCross()),
            new Peer("arraypool", () => new ArrayPoolCross()),
            new Peer("memorypool", () => new MemoryPoolCross(MemoryPool<byte>.Shared)));
    }

    private static Scenario Create(string name, int count, int modulus, Target? target, params Peer[] peers) => new()
    {
        Name = name,
        Topic = "Rent and return 4 KiB",
        Unit = "rent and return",
        Expected = () => Expected(count, modulus),
        Target = target,
        IsHeadline = true,
        Peers = peers,
    };

    /// <summary>Each block is marked with its index, modulo the burst or modulo 256.</summary>
    private static Outcome Expected(int count, int modulus)
    {
        ulong checksum = 0;
        for (int i = 0; i < count; i++)
        {
            checksum += (ulong)(i % modulus);
        }

        return OutcomeOf(checksum, count);
    }
}
