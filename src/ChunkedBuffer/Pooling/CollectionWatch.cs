using System;

namespace ChunkedBuffers;

/// <summary>
/// Tells a depot about full garbage collections: an object that nobody refers to gets old like any other, so after two
/// collections its finalizer runs at the full ones only, and registers itself again. Thread safety: finalizer thread.
/// </summary>
internal sealed class CollectionWatch
{
    private readonly WeakReference<BlockDepot> _depot;

    private CollectionWatch(BlockDepot depot) => _depot = new WeakReference<BlockDepot>(depot);

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
