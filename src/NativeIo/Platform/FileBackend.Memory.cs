namespace NativeIo.Platform;

/// <content>Pages of memory for pools. Addresses and lengths are whole pages.</content>
internal abstract partial class FileBackend
{
    /// <summary>Gets whether the members about pages work; else memory comes from the C runtime.</summary>
    internal virtual bool HasPages => false;

    /// <summary>
    /// Reserves inaccessible addresses that take no memory yet. The value is the address; the caller frees all of it at
    /// once.
    /// </summary>
    internal virtual IoResult ReservePages(long length) => Unsupported();

    /// <summary>Gives a reservation back, whatever its pages allow.</summary>
    internal virtual IoResult FreePages(nint address, long length) => Unsupported();

    /// <summary>
    /// Makes reserved pages readable and writable, all zero the first time, or inaccessible.
    /// </summary>
    internal virtual IoResult ProtectPages(nint address, long length, bool isAccessible) => Unsupported();

    /// <summary>Asks for huge pages.</summary>
    internal virtual IoResult PreferHugePages(nint address, long length) => Unsupported();

    /// <summary>Keeps pages in memory until they are freed.</summary>
    internal virtual IoResult LockPages(nint address, long length) => Unsupported();

    /// <summary>Gets why huge pages are not used even when a region may have them; null when they are.</summary>
    internal virtual string? HugePageObstacle() => null;
}
