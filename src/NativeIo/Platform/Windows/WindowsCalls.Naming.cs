namespace NativeIo.Platform;

/// <content>Names of files.</content>
internal sealed partial class WindowsCalls
{
    /// <summary>MoveFileExW(from, to, flags).</summary>
    internal unsafe delegate* unmanaged<char*, char*, uint, int> RenamePath;

    /// <summary>CreateHardLinkW(new name, existing name, security).</summary>
    internal unsafe delegate* unmanaged<char*, char*, void*, int> LinkPath;

    /// <summary>DeleteFileW(path).</summary>
    internal unsafe delegate* unmanaged<char*, int> RemovePath;

    private void ResolveNaming(nint kernel)
    {
        // SAFETY: as in ResolveFiles.
        unsafe
        {
            RenamePath = (delegate* unmanaged<char*, char*, uint, int>)Find(kernel, "MoveFileExW");
            LinkPath = (delegate* unmanaged<char*, char*, void*, int>)Find(kernel, "CreateHardLinkW");
            RemovePath = (delegate* unmanaged<char*, int>)Find(kernel, "DeleteFileW");
        }
    }
}
