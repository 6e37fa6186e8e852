using System;

namespace ChunkedBuffers;

/// <summary>
/// Tells a depot about full garbage collections: an object that nobody refers to gets old like any other, so after two
/// collections its finalizer runs at the full ones only, and registers itself again. Thread safety: finalizer thread.
/// </summary>
internal sealed class CollectionWatch
{
    /// <summary>
    /// The depot's own, so that it is reachable as long as the depot: one of the watch's would be finalized with it.
    /// </summary>
    private readonly WeakReference<BlockDepot> _depot;

    private CollectionWatch(BlockDepot depot) => _depot = depot.Self;

    /// <summary>Asks the depot, and ends with it.</summary>
    ~CollectionWatch()
    {
        if (_depot.TryGetTarget(out BlockDepot? depot) && depot.AfterCollection())
        {
            GC.ReRegisterForFinalize(this);
        }
    }

    internal static void Start(BlockDepot depot) => _ = new CollectionWatch(depot);
}
