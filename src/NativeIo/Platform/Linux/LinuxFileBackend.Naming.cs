using System;
using Microsoft.Win32.SafeHandles;
using NativeIo.Interop.Linux;

namespace NativeIo.Platform;

/// <summary>Names, owners and permissions on Linux.</summary>
internal sealed partial class LinuxFileBackend
{
    internal override bool HasNamelessFiles => true;

    internal override IoResult RenamePath(NativePath from, NativePath to, bool replaces)
    {
        Span<byte> oldScratch = stackalloc byte[PathBytes.ScratchLength];
        Span<byte> newScratch = stackalloc byte[PathBytes.ScratchLength];
        using var oldBytes = new PathBytes(from, oldScratch);
        using var newBytes = new PathBytes(to, newScratch);

        // SAFETY: both paths end in NUL and stay fixed during the call, which keeps no pointer to them.
        unsafe
        {
            fixed (byte* oldName = oldBytes.Span)
            fixed (byte* newName = newBytes.Span)
            {
                return Reported(replaces
                    ? _calls.RenamePath(oldName, newName)
                    : _calls.RenamePathWithFlags(
                        StatX.AT_FDCWD, oldName, StatX.AT_FDCWD, newName, NamingConstants.RENAME_NOREPLACE));
            }
        }
    }

    internal override IoResult LinkPath(NativePath from, NativePath to) => Link(from, to, 0);

    internal override IoResult LinkHandle(SafeFileHandle handle, NativePath to)
    {
        using var descriptor = new BorrowedHandle(handle);

        // The other form, AT_EMPTY_PATH, needs a privilege; open(2) names this one for O_TMPFILE.
        return Link(descriptor.Path, to, NamingConstants.AT_SYMLINK_FOLLOW);
    }

    internal override IoResult RemovePath(NativePath path)
    {
        Span<byte> scratch = stackalloc byte[PathBytes.ScratchLength];
        using var bytes = new PathBytes(path, scratch);

        // SAFETY: as in RenamePath.
        unsafe
        {
            fixed (byte* name = bytes.Span)
            {
                return Reported(_calls.RemovePath(name));
            }
        }
    }

    internal override IoResult SetOwner(SafeFileHandle handle, uint owner, uint group)
    {
        using var descriptor = new BorrowedHandle(handle);

        // SAFETY: the call takes numbers only.
        unsafe
        {
            return Reported(_calls.ChangeOwner(descriptor.Descriptor, owner, group));
        }
    }

    internal override IoResult SetPermissions(SafeFileHandle handle, int permissionBits)
    {
        using var descriptor = new BorrowedHandle(handle);

        // SAFETY: the call takes numbers only.
        unsafe
        {
            return Reported(_calls.ChangeMode(descriptor.Descriptor, (uint)permissionBits));
        }
    }

    private IoResult Link(NativePath from, NativePath to, int flags)
    {
        Span<byte> oldScratch = stackalloc byte[PathBytes.ScratchLength];
        Span<byte> newScratch = stackalloc byte[PathBytes.ScratchLength];
        using var oldBytes = new PathBytes(from, oldScratch);
        using var newBytes = new PathBytes(to, newScratch);

        // SAFETY: as in RenamePath.
        unsafe
        {
            fixed (byte* oldName = oldBytes.Span)
            fixed (byte* newName = newBytes.Span)
            {
                return Reported(_calls.LinkPath(StatX.AT_FDCWD, oldName, StatX.AT_FDCWD, newName, flags));
            }
        }
    }
}
