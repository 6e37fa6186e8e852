using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <summary>
/// Counts the slots that hold memory, and the reads below. The memory cache tells of evictions on other threads, later,
/// and a read that everybody gave up may go on for a while; whoever disposes the layer waits here for the last of them.
/// </summary>
internal sealed class CacheDrain
{
    private readonly TaskCompletionSource _isEmpty = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // One is for the layer itself.
    private int _live = 1;

    internal void Enter() => _ = Interlocked.Increment(ref _live);

    internal void Leave()
    {
        if (Interlocked.Decrement(ref _live) == 0)
        {
            _isEmpty.SetResult();
        }
    }

    /// <summary>Waits for the last slot and the last read. It is called once.</summary>
    internal Task DrainAsync()
    {
        Leave();
        return _isEmpty.Task;
    }
}
