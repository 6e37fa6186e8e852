using Microsoft.Win32.SafeHandles;
using Mono.Unix.Native;

namespace NativeIo.Platform;

/// <summary>Names, owners and permissions on every Unix.</summary>
internal sealed partial class PosixFileBackend
{
    /// <summary>POSIX renames only over what is there; without that, a link and a removal have to do.</summary>
    internal override IoResult RenamePath(NativePath from, NativePath to, bool replaces) =>
        replaces
            ? Reported(Syscall.renameat(Syscall.AT_FDCWD, TextOf(from), Syscall.AT_FDCWD, TextOf(to)))
            : Unsupported();

    internal override IoResult LinkPath(NativePath from, NativePath to) =>
        Reported(Syscall.link(TextOf(from), TextOf(to)));

    internal override IoResult RemovePath(NativePath path) => Reported(Syscall.unlink(TextOf(path)));

    internal override IoResult SetOwner(SafeFileHandle handle, uint owner, uint group)
    {
        using var descriptor = new BorrowedHandle(handle);
        return Reported(Syscall.fchown(descriptor.Descriptor, owner, group));
    }

    internal override IoResult SetPermissions(SafeFileHandle handle, int permissionBits)
    {
        using var descriptor = new BorrowedHandle(handle);
        return Reported(Syscall.fchmod(descriptor.Descriptor, (FilePermissions)permissionBits));
    }
}
