using System.Runtime.InteropServices;
using System.Threading;

namespace NativeIo.Platform;

/// <summary>
/// Owns one mapping. Every lease holds a reference, so the mapping goes when the file was disposed and the last lease
/// is gone, in whatever order.
/// </summary>
/// <remarks>
/// <para>A lease that was lost keeps the mapping for ever: a span may still show it. A finalizer unmaps only what has
/// no leases.</para>
/// <para>Thread safety: references from any thread; <see cref="MappedLength"/> changes under the lock of the mapped
/// file only.</para>
/// </remarks>
internal class MapHandle : SafeHandle
{
    private static long s_live;
    private static long s_lost;

    private readonly FileBackend _backend;

    /// <summary>Takes a mapping over. Ownership: transfers from the caller.</summary>
    internal MapHandle(FileBackend backend, nint address, long length)
        : base(0, ownsHandle: true)
    {
        _backend = backend;
        MappedLength = length;
        SetHandle(address);
        Interlocked.Increment(ref s_live);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle is 0 or -1;

    /// <summary>Gets how many mappings there are, those included that the system refused to remove.</summary>
    internal static long LiveCount => Interlocked.Read(ref s_live);

    /// <summary>Gets how many mappings the finalizer found that nobody disposed.</summary>
    internal static long LostCount => Interlocked.Read(ref s_lost);

    /// <summary>Gets the first byte. For the holder of a reference.</summary>
    internal nint Address => handle;

    /// <summary>Gets or sets the number of bytes that are mapped.</summary>
    internal long MappedLength { get; set; }

    /// <summary>Writes changed pages to the file.</summary>
    internal virtual IoResult Flush(nint address, long length) => _backend.FlushMap(address, length);

    /// <summary>Removes the mapping; false when the system refuses.</summary>
    protected virtual bool Unmap() => _backend.Unmap(handle, MappedLength).IsSuccess;

    /// <inheritdoc/>
    protected sealed override bool ReleaseHandle()
    {
        bool isGone = Unmap();
        if (isGone)
        {
            Interlocked.Decrement(ref s_live);
        }

        return isGone;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing)
        {
            Interlocked.Increment(ref s_lost);
        }

        base.Dispose(disposing);
    }
}
