using System;
using System.Threading.Tasks;

namespace Native.Benchmarks;

/// <summary>
/// A peer that does its operations in lanes, which run at once: one on the thread that asks, several on the
/// framework's pool, as in a service.
/// </summary>
internal abstract class StoreWorkload : Workload
{
    private readonly Func<Task<ulong>>[] _starts;
    private readonly Task<ulong>[] _lanes;

    protected StoreWorkload(StoreWork work)
    {
        Work = work;
        Order = work.Order();
        _lanes = new Task<ulong>[work.Lanes];
        _starts = new Func<Task<ulong>>[work.Lanes];
        for (int lane = 0; lane < work.Lanes; lane++)
        {
            int number = lane;
            _starts[lane] = () => RunLane(number, Order.AsMemory(number * Work.OpsPerLane, Work.OpsPerLane));
        }
    }

    protected StoreWork Work { get; }

    /// <summary>The number of the key of each operation of a pass.</summary>
    protected int[] Order { get; }

    public sealed override Outcome Pass()
    {
        ulong checksum = 0;
        Begin();
        if (_lanes.Length == 1)
        {
            checksum = _starts[0]().GetAwaiter().GetResult();
        }
        else
        {
            for (int lane = 0; lane < _lanes.Length; lane++)
            {
                _lanes[lane] = Task.Run(_starts[lane]);
            }

            foreach (Task<ulong> lane in _lanes)
            {
                checksum += lane.GetAwaiter().GetResult();
            }
        }

        return IsRight() ? new Outcome(Work.Ops, (long)Work.Ops * Work.Size.Length, checksum) : default;
    }

    /// <summary>Done before each pass, in its time.</summary>
    protected virtual void Begin()
    {
    }

    /// <summary>Does some operations one after another, and sums up what they gave.</summary>
    protected abstract Task<ulong> RunLane(int lane, ReadOnlyMemory<int> keys);

    /// <summary>Looks whether the operations did what they say; only once, because it takes long.</summary>
    protected abstract bool IsRight();
}
