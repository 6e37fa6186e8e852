using System.Threading;

namespace Native.Benchmarks;

/// <summary>
/// One thread rents, another returns. Batches of 64 blocks pass through a ring of eight slots; both sides spin and then
/// yield while they wait, as the programs in other languages do.
/// </summary>
internal abstract class CrossThreadRent<TBlock> : Workload
{
    private const int Slots = 8;

    private readonly TBlock[][] _batches = new TBlock[Slots][];
    private readonly Thread _releaser;
    private long _written;
    private long _released;
    private ulong _checksum;
    private volatile bool _isStopped;

    protected CrossThreadRent()
    {
        for (int i = 0; i < Slots; i++)
        {
            _batches[i] = new TBlock[PoolScenarios.BurstLength];
        }

        _releaser = new Thread(ReleaseBatches) { IsBackground = true, Name = "bench releaser" };
        _releaser.Start();
    }

    public sealed override Outcome Pass()
    {
        Volatile.Write(ref _checksum, 0);
        long last = _written + (PoolScenarios.CrossCount / PoolScenarios.BurstLength);
        while (_written < last)
        {
            WaitUntilReleased(_written - Slots + 1);
            RentBatch(_batches[(int)(_written % Slots)]);

            // Pairs with the releaser's read of _written: the batch is complete before it is announced.
            Volatile.Write(ref _written, _written + 1);
        }

        WaitUntilReleased(last);
        return PoolScenarios.OutcomeOf(Volatile.Read(ref _checksum), PoolScenarios.CrossCount);
    }

    protected sealed override void Release()
    {
        _isStopped = true;
        _releaser.Join();
    }

    protected abstract TBlock Rent(byte mark);

    protected abstract byte MarkOfReturned(TBlock block);

    private void RentBatch(TBlock[] batch)
    {
        for (int i = 0; i < batch.Length; i++)
        {
            batch[i] = Rent((byte)i);
        }
    }

    private ulong ReleaseBatch(TBlock[] batch)
    {
        ulong checksum = 0;
        for (int i = 0; i < batch.Length; i++)
        {
            checksum += MarkOfReturned(batch[i]);
        }

        return checksum;
    }

    private void WaitUntilReleased(long count)
    {
        var wait = new SpinWait();
        while (Volatile.Read(ref _released) < count)
        {
            wait.SpinOnce(sleep1Threshold: -1);
        }
    }

    private void ReleaseBatches()
    {
        while (true)
        {
            var wait = new SpinWait();
            while (Volatile.Read(ref _written) == _released)
            {
                if (_isStopped)
                {
                    return;
                }

                wait.SpinOnce(sleep1Threshold: -1);
            }

            _checksum += ReleaseBatch(_batches[(int)(_released % Slots)]);

            // Pairs with WaitUntilReleased: the checksum and the returned blocks come before the count.
            Volatile.Write(ref _released, _released + 1);
        }
    }
}
