using System.Buffers;

namespace Native.Benchmarks;

/// <summary>Any MemoryPool through its own contract: an owner object per rental.</summary>
internal sealed class MemoryPoolRent(MemoryPool<byte> pool, RentShape shape) : Workload
{
    private readonly IMemoryOwner<byte>[] _held = new IMemoryOwner<byte>[PoolScenarios.BurstLength];

    public override Outcome Pass() =>
        PoolScenarios.OutcomeOf(shape == RentShape.Same ? RentSame() : RentBurst(), PoolScenarios.RentCount);

    private ulong RentSame()
    {
        ulong checksum = 0;
        for (int i = 0; i < PoolScenarios.RentCount; i++)
        {
            using IMemoryOwner<byte> block = pool.Rent(Corpus.ChunkLength);
            var span = block.Memory.Span;
            span[0] = (byte)i;
            checksum += span[0];
        }

        return checksum;
    }

    private ulong RentBurst()
    {
        ulong checksum = 0;
        for (int burst = 0; burst < PoolScenarios.RentCount / PoolScenarios.BurstLength; burst++)
        {
            for (int i = 0; i < _held.Length; i++)
            {
                _held[i] = pool.Rent(Corpus.ChunkLength);
                _held[i].Memory.Span[0] = (byte)i;
            }

            foreach (IMemoryOwner<byte> block in _held)
            {
                checksum += block.Memory.Span[0];
                block.Dispose();
            }
        }

        return checksum;
    }
}
