using NativeIo.Interop.Windows;

namespace NativeIo.Platform;

/// <content>The entries of folders.</content>
internal sealed partial class WindowsCalls
{
    /// <summary>FindFirstFileExW(pattern, level, entry, operation, filter, flags): a handle, or -1.</summary>
    internal unsafe delegate* unmanaged<
        char*, FINDEX_INFO_LEVELS, WIN32_FIND_DATAW*, FINDEX_SEARCH_OPS, void*, uint, nint> FindFirst;

    /// <summary>FindNextFileW(handle, entry).</summary>
    internal unsafe delegate* unmanaged<nint, WIN32_FIND_DATAW*, int> FindNext;

    /// <summary>FindClose(handle).</summary>
    internal unsafe delegate* unmanaged<nint, int> FindClose;

    private void ResolveListing(nint kernel)
    {
        // SAFETY: as in ResolveFiles.
        unsafe
        {
            FindFirst = (delegate* unmanaged<
                char*, FINDEX_INFO_LEVELS, WIN32_FIND_DATAW*, FINDEX_SEARCH_OPS, void*, uint, nint>)Find(
                kernel, "FindFirstFileExW");
            FindNext = (delegate* unmanaged<nint, WIN32_FIND_DATAW*, int>)Find(kernel, "FindNextFileW");
            FindClose = (delegate* unmanaged<nint, int>)Find(kernel, "FindClose");
        }
    }
}
