namespace NativeIo.Platform;

/// <content>Folders by their paths.</content>
internal abstract partial class FileBackend
{
    /// <summary>
    /// Begins to list a folder by its path; where there is no such call, the framework does it. Ownership: the caller
    /// disposes the listing, which is null when the call failed.
    /// </summary>
    internal virtual IoResult OpenListing(NativePath folder, out FolderListing? listing)
    {
        listing = null;
        return Unsupported();
    }
}
