using System.Buffers;

namespace Native.Benchmarks;

internal sealed class ArrayPoolRent(RentShape shape) : Workload
{
    private readonly byte[][] _held = new byte[PoolScenarios.BurstLength][];

    public override Outcome Pass() =>
        PoolScenarios.OutcomeOf(shape == RentShape.Same ? RentSame() : RentBurst(), PoolScenarios.RentCount);

    private static ulong RentSame()
    {
        ulong checksum = 0;
        for (int i = 0; i < PoolScenarios.RentCount; i++)
        {
            byte[] block = ArrayPool<byte>.Shared.Rent(Corpus.ChunkLength);
            block[0] = (byte)i;
            checksum += block[0];
            ArrayPool<byte>.Shared.Return(block);
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
                _held[i] = ArrayPool<byte>.Shared.Rent(Corpus.ChunkLength);
                _held[i][0] = (byte)i;
            }

            foreach (byte[] block in _held)
            {
                checksum += block[0];
                ArrayPool<byte>.Shared.Return(block);
            }
        }

        return checksum;
    }
}
