namespace NativeIo.Platform;

/// <summary>Folders by their paths.</summary>
internal sealed partial class WindowsFileBackend
{
    internal override IoResult OpenListing(NativePath folder, out FolderListing? listing) =>
        WindowsFolderListing.Open(_calls, folder, out listing);
}
