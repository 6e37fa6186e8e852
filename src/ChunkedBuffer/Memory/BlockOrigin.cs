namespace ChunkedBuffers;

/// <summary>Where a block comes from, and so what happens when its last reference is gone.</summary>
internal abstract class BlockOrigin
{
    /// <summary>
    /// Takes a free block back. Ownership: transfers from the caller, who gave back the last reference.
    /// </summary>
    internal abstract void Recycle(NativeBlock block);

    /// <summary>Called on the finalizer thread for a block that became unreachable while it had references.</summary>
    internal abstract void ReportLost(NativeBlock block);
}
