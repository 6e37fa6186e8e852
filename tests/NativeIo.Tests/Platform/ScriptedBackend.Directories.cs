using System;
using Microsoft.Win32.SafeHandles;
using NativeIo.Platform;

namespace NativeIo.Tests;

/// <content>Folders by their handles.</content>
internal sealed partial class ScriptedBackend
{
    internal override bool ListsByHandle => ListsByHandleForced ?? _inner.ListsByHandle;

    internal bool? ListsByHandleForced { get; init; }

    internal override int LinkCode => _inner.LinkCode;

    internal override IoResult OpenListing(NativePath folder, out FolderListing? listing)
    {
        listing = null;
        return Faulted("open-listing", out IoResult failure) ? failure : _inner.OpenListing(folder, out listing);
    }

    internal override IoResult ReadDirectory(SafeFileHandle folder, Span<byte> destination)
    {
        Fault fault = Next("list", 0, destination.Length);
        return fault.Kind is { } kind
            ? IoResult.Failure(CodeOf(kind))
            : _inner.ReadDirectory(folder, destination[..(int)fault.Limit(destination.Length)]);
    }

    internal override IoResult OpenAt(
        SafeFileHandle folder, in FileOpenRequest request, RelativeOpen how, out SafeFileHandle? handle)
    {
        handle = null;
        return Faulted("open-at", out IoResult failure)
            ? failure
            : Remember(_inner.OpenAt(folder, request, how, out handle), handle);
    }

    internal override IoResult OpenBeneath(
        SafeFileHandle folder, in FileOpenRequest request, RelativeOpen how, out SafeFileHandle? handle)
    {
        handle = null;
        return Faulted("open-beneath", out IoResult failure)
            ? failure
            : Remember(_inner.OpenBeneath(folder, request, how, out handle), handle);
    }

    internal override IoResult GetFactsAt(SafeFileHandle folder, NativePath name, out FileFacts facts) =>
        Faulted("facts-at", out IoResult failure, out facts) ? failure : _inner.GetFactsAt(folder, name, out facts);

    internal override IoResult MakeDirectoryAt(SafeFileHandle folder, NativePath name, int permissionBits) =>
        Faulted("make-folder", out IoResult failure) ? failure : _inner.MakeDirectoryAt(folder, name, permissionBits);

    internal override IoResult RemoveAt(SafeFileHandle folder, NativePath name, bool isDirectory) =>
        Faulted("remove", out IoResult failure) ? failure : _inner.RemoveAt(folder, name, isDirectory);

    internal override IoResult MoveAt(
        SafeFileHandle fromFolder, NativePath from, SafeFileHandle toFolder, NativePath to, bool replaces) =>
        Faulted("move", out IoResult failure) ? failure : _inner.MoveAt(fromFolder, from, toFolder, to, replaces);

    internal override IoResult AddNameAt(
        SafeFileHandle fromFolder, NativePath from, SafeFileHandle toFolder, NativePath to) =>
        Faulted("add-name", out IoResult failure) ? failure : _inner.AddNameAt(fromFolder, from, toFolder, to);

    internal override IoResult ReadLinkAt(SafeFileHandle folder, NativePath name, Span<byte> destination) =>
        Faulted("read-link", out IoResult failure) ? failure : _inner.ReadLinkAt(folder, name, destination);

    private IoResult Remember(IoResult result, SafeFileHandle? handle)
    {
        if (handle is not null)
        {
            Handles.Add(handle);
        }

        return result;
    }
}
