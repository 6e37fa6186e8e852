using System.Diagnostics;

namespace NativeIo;

/// <summary>
/// What to drop from the page cache behind a reader: whole pages only, since the system keeps a page of which a part is
/// named, and windows large enough that the calls do not count. Pure.
/// </summary>
internal struct CacheTrail
{
    /// <summary>Pages are this long on all systems where dropping works, or a divisor of it is.</summary>
    internal const long PageLength = 64 * 1024;

    /// <summary>Bytes that pile up before they are dropped: one call for some milliseconds of reading.</summary>
    internal const long WindowLength = 8 * 1024 * 1024;

    private long _dropped;

    /// <summary>Gets the offset up to which pages were dropped.</summary>
    internal readonly long Dropped => _dropped;

    /// <summary>Notes how far reading came. True when there is a window to drop.</summary>
    /// <param name="position">Bytes before it are not needed again.</param>
    /// <param name="start">Where the window begins.</param>
    /// <param name="length">Its length, whole pages.</param>
    internal bool Advance(long position, out long start, out long length)
    {
        Debug.Assert(position >= 0, "A position is not negative.");
        start = _dropped;
        long end = position - (position % PageLength);
        length = end - start;
        if (length < WindowLength)
        {
            length = 0;
            return false;
        }

        _dropped = end;
        return true;
    }
}
