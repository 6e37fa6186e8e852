using System;
using ChunkedBuffers;

namespace Native.Benchmarks;

/// <summary>
/// Our pool without garbage: a lease when the block stays on the stack, a slice of it when it is kept.
/// </summary>
internal sealed class NativeRent(RentShape shape, bool isSingleThreaded = false) : Workload
{
    private readonly NativePool _pool = new(isSingleThreaded);
    private readonly BufferSlice[] _held = new BufferSlice[PoolScenarios.BurstLength];

    public override Outcome Pass() =>
        PoolScenarios.OutcomeOf(shape == RentShape.Same ? RentSame() : RentBurst(), PoolScenarios.RentCount);

    protected override void Release() => _pool.Dispose();

    private ulong RentSame()
    {
        BlockPool pool = _pool.Pool;
        ulong checksum = 0;
        for (int i = 0; i < PoolScenarios.RentCount; i++)
        {
            BlockLease block = pool.RentBlock(Corpus.ChunkLength, allowDirty: true);
            Span<byte> span = block.Span;
            span[0] = (byte)i;
            checksum += span[0];
            block.Dispose();
        }

        return checksum;
    }

    private ulong RentBurst()
    {
        BlockPool pool = _pool.Pool;
        ulong checksum = 0;
        for (int burst = 0; burst < PoolScenarios.RentCount / PoolScenarios.BurstLength; burst++)
        {
            for (int i = 0; i < _held.Length; i++)
            {
                _held[i] = NativeCross.RentSlice(pool, (byte)i);
            }

            for (int i = 0; i < _held.Length; i++)
            {
                checksum += _held[i].FirstSpan[0];
                _held[i].Dispose();
            }
        }

        return checksum;
    }
}
