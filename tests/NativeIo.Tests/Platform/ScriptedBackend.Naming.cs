using Microsoft.Win32.SafeHandles;
using NativeIo.Platform;

namespace NativeIo.Tests;

/// <content>Names, owners and permissions.</content>
internal sealed partial class ScriptedBackend
{
    internal override bool HasNamelessFiles => _inner.HasNamelessFiles;

    internal override IoResult RenamePath(NativePath from, NativePath to, bool replaces) =>
        Faulted("rename", out IoResult failure) ? failure : _inner.RenamePath(from, to, replaces);

    internal override IoResult LinkPath(NativePath from, NativePath to) =>
        Faulted("link", out IoResult failure) ? failure : _inner.LinkPath(from, to);

    internal override IoResult LinkHandle(SafeFileHandle handle, NativePath to) =>
        Faulted("link-handle", out IoResult failure) ? failure : _inner.LinkHandle(handle, to);

    internal override IoResult RemovePath(NativePath path) =>
        Faulted("remove", out IoResult failure) ? failure : _inner.RemovePath(path);

    internal override IoResult SetOwner(SafeFileHandle handle, uint owner, uint group) =>
        Faulted("set-owner", out IoResult failure) ? failure : _inner.SetOwner(handle, owner, group);

    internal override IoResult SetPermissions(SafeFileHandle handle, int permissionBits) =>
        Faulted("set-permissions", out IoResult failure) ? failure : _inner.SetPermissions(handle, permissionBits);
}
