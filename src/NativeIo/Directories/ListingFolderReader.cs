using System;
using Microsoft.Win32.SafeHandles;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>Reads a folder by its path with the system's own call.</summary>
internal sealed class ListingFolderReader : FolderReader
{
    private readonly FileBackend _backend;
    private readonly FolderListing _listing;
    private readonly NativePath _path;
    private readonly byte[] _name = new byte[FolderListing.NameLengthMax];

    private ListingFolderReader(FileBackend backend, FolderListing listing, NativePath path)
    {
        _backend = backend;
        _listing = listing;
        _path = path;
    }

    internal override SafeFileHandle? Handle => null;

    /// <summary>Opens a folder; with the framework where the system has no call of its own.</summary>
    /// <exception cref="NativeIoException">It is missing, no folder, or may not be read.</exception>
    internal static FolderReader Open(FileBackend backend, NativePath path)
    {
        IoResult result = backend.OpenListing(path, out FolderListing? listing);
        if (result.IsSuccess)
        {
            return new ListingFolderReader(backend, listing!, path);
        }

        if (backend.Classify(result.ErrorCode) != IoErrorKind.NotSupported)
        {
            IoError.Throw(backend, "list", path, result.ErrorCode);
        }

        return PortableFolderReader.Open(path);
    }

    public override void Dispose() => _listing.Dispose();

    internal override bool TryRead(out ReadOnlySpan<byte> name, out FileKind kind)
    {
        int length;
        do
        {
            IoResult result = _listing.ReadNext(_name, out kind);
            if (!result.IsSuccess)
            {
                IoError.Throw(_backend, "list", _path, result.ErrorCode);
            }

            length = (int)result.Value;
            name = _name.AsSpan(0, length);
        }
        while (IsSelfOrParent(name));
        return length > 0;
    }
}
