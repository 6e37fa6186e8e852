using System;
using Microsoft.Win32.SafeHandles;
using NativeIo.Interop.Linux;

namespace NativeIo.Platform;

/// <summary>Folders by their descriptors.</summary>
internal sealed partial class LinuxFileBackend
{
    internal override bool ListsByHandle => true;

    internal override int LinkCode => Errno.ELOOP;

    internal override IoResult ReadDirectory(SafeFileHandle folder, Span<byte> destination)
    {
        using var descriptor = new BorrowedHandle(folder);

        // SAFETY: the span is fixed during the call and the kernel writes at most its length.
        unsafe
        {
            fixed (byte* bytes = destination)
            {
                return Reported(_calls.ReadDirectory(
                    DirectoryConstants.SYS_getdents64, descriptor.Descriptor, bytes, (nuint)destination.Length));
            }
        }
    }

    internal override IoResult OpenAt(
        SafeFileHandle folder, in FileOpenRequest request, RelativeOpen how, out SafeFileHandle? handle)
    {
        using var descriptor = new BorrowedHandle(folder);
        Span<byte> scratch = stackalloc byte[PathBytes.ScratchLength];
        using var path = new PathBytes(request.Path, scratch);
        nint opened;

        // SAFETY: the path ends in NUL and stays fixed during the call, which keeps no pointer to it.
        unsafe
        {
            fixed (byte* bytes = path.Span)
            {
                opened = _calls.OpenAt(
                    descriptor.Descriptor, bytes, RelativeFlags(request, how), (uint)request.PermissionBits);
            }
        }

        IoResult result = Reported(opened);
        handle = result.IsSuccess ? new SafeFileHandle(opened, ownsHandle: true) : null;
        return result;
    }

    internal override IoResult OpenBeneath(
        SafeFileHandle folder, in FileOpenRequest request, RelativeOpen how, out SafeFileHandle? handle)
    {
        Span<byte> scratch = stackalloc byte[PathBytes.ScratchLength];
        using var path = new PathBytes(request.Path, scratch);
        IoResult result = OpenBeneath(folder, path.Span, request, how);
        handle = result.IsSuccess ? new SafeFileHandle((nint)result.Value, ownsHandle: true) : null;
        return result;
    }

    internal override IoResult GetFactsAt(SafeFileHandle folder, NativePath name, out FileFacts facts)
    {
        using var descriptor = new BorrowedHandle(folder);
        Span<byte> scratch = stackalloc byte[PathBytes.ScratchLength];
        using var bytes = new PathBytes(name, scratch);
        IoResult result = Stat(
            descriptor.Descriptor,
            bytes.Span,
            StatX.AT_SYMLINK_NOFOLLOW,
            StatX.STATX_BASIC_STATS | StatX.STATX_DIOALIGN,
            out StatX stat);
        facts = result.IsSuccess ? ToFacts(stat) : default;
        return result;
    }

    internal override IoResult MakeDirectoryAt(SafeFileHandle folder, NativePath name, int permissionBits)
    {
        using var descriptor = new BorrowedHandle(folder);
        Span<byte> scratch = stackalloc byte[PathBytes.ScratchLength];
        using var bytes = new PathBytes(name, scratch);

        // SAFETY: the name ends in NUL and stays fixed during the call.
        unsafe
        {
            fixed (byte* pointer = bytes.Span)
            {
                return Reported(_calls.MakeDirectoryAt(descriptor.Descriptor, pointer, (uint)permissionBits));
            }
        }
    }

    internal override IoResult RemoveAt(SafeFileHandle folder, NativePath name, bool isDirectory)
    {
        using var descriptor = new BorrowedHandle(folder);
        Span<byte> scratch = stackalloc byte[PathBytes.ScratchLength];
        using var bytes = new PathBytes(name, scratch);
        int flags = isDirectory ? DirectoryConstants.AT_REMOVEDIR : 0;

        // SAFETY: the name ends in NUL and stays fixed during the call.
        unsafe
        {
            fixed (byte* pointer = bytes.Span)
            {
                return Reported(_calls.RemoveAt(descriptor.Descriptor, pointer, flags));
            }
        }
    }

    internal override IoResult MoveAt(
        SafeFileHandle fromFolder, NativePath from, SafeFileHandle toFolder, NativePath to, bool replaces)
    {
        using var fromDescriptor = new BorrowedHandle(fromFolder);
        using var toDescriptor = new BorrowedHandle(toFolder);
        Span<byte> scratch = stackalloc byte[2 * PathBytes.ScratchLength];
        using var fromBytes = new PathBytes(from, scratch[..PathBytes.ScratchLength]);
        using var toBytes = new PathBytes(to, scratch[PathBytes.ScratchLength..]);
        uint flags = replaces ? 0 : NamingConstants.RENAME_NOREPLACE;

        // SAFETY: both names end in NUL and stay fixed during the call.
        unsafe
        {
            fixed (byte* old = fromBytes.Span, target = toBytes.Span)
            {
                return Reported(
                    _calls.MoveAt(fromDescriptor.Descriptor, old, toDescriptor.Descriptor, target, flags));
            }
        }
    }

    internal override IoResult AddNameAt(
        SafeFileHandle fromFolder, NativePath from, SafeFileHandle toFolder, NativePath to)
    {
        using var fromDescriptor = new BorrowedHandle(fromFolder);
        using var toDescriptor = new BorrowedHandle(toFolder);
        Span<byte> scratch = stackalloc byte[2 * PathBytes.ScratchLength];
        using var fromBytes = new PathBytes(from, scratch[..PathBytes.ScratchLength]);
        using var toBytes = new PathBytes(to, scratch[PathBytes.ScratchLength..]);

        // SAFETY: both names end in NUL and stay fixed during the call.
        unsafe
        {
            fixed (byte* old = fromBytes.Span, target = toBytes.Span)
            {
                return Reported(
                    _calls.AddNameAt(fromDescriptor.Descriptor, old, toDescriptor.Descriptor, target, 0));
            }
        }
    }

    internal override IoResult ReadLinkAt(SafeFileHandle folder, NativePath name, Span<byte> destination)
    {
        using var descriptor = new BorrowedHandle(folder);
        Span<byte> scratch = stackalloc byte[PathBytes.ScratchLength];
        using var bytes = new PathBytes(name, scratch);

        // SAFETY: the name ends in NUL, both spans stay fixed during the call, and the kernel writes at most the
        // length of the second.
        unsafe
        {
            fixed (byte* pointer = bytes.Span, target = destination)
            {
                return Reported(_calls.ReadLinkAt(
                    descriptor.Descriptor, pointer, target, (nuint)destination.Length));
            }
        }
    }

    /// <summary>Opens; the value is a descriptor, which the caller owns.</summary>
    private IoResult OpenBeneath(
        SafeFileHandle folder, ReadOnlySpan<byte> path, in FileOpenRequest request, RelativeOpen how)
    {
        using var descriptor = new BorrowedHandle(folder);
        int flags = RelativeFlags(request, how);
        OpenHow openHow = default;
        openHow.flags = (uint)flags;

        // Unlike open, this call refuses permission bits where nothing is made.
        bool makes = (flags & (OpenFlag.O_CREAT | (OpenFlag.O_TMPFILE & ~OpenFlag.O_DIRECTORY))) != 0;
        openHow.mode = makes ? (ulong)request.PermissionBits : 0;
        openHow.resolve = OpenHow.RESOLVE_BENEATH
            | Resolve(how, RelativeOpen.NoLinks, OpenHow.RESOLVE_NO_SYMLINKS)
            | Resolve(how, RelativeOpen.OneFileSystem, OpenHow.RESOLVE_NO_XDEV)
            | Resolve(how, RelativeOpen.CachedOnly, OpenHow.RESOLVE_CACHED)
            | ((how & RelativeOpen.MagicLinksUnnamed) != 0 ? 0 : OpenHow.RESOLVE_NO_MAGICLINKS);

        // SAFETY: the path ends in NUL and stays fixed during the call; the structure lies on this stack and its size
        // is passed with it.
        unsafe
        {
            fixed (byte* bytes = path)
            {
                return Reported(_calls.OpenBeneath(
                    DirectoryConstants.SYS_openat2, descriptor.Descriptor, bytes, &openHow, (nuint)sizeof(OpenHow)));
            }
        }
    }

    private static int RelativeFlags(in FileOpenRequest request, RelativeOpen how) =>
        (how & RelativeOpen.PathOnly) != 0
            ? OpenFlag.O_PATH | OpenFlag.O_CLOEXEC
                | Flag(request.Flags, FileOpenFlags.NoFollow, OpenFlag.O_NOFOLLOW)
                | Flag(request.Flags, FileOpenFlags.Directory, OpenFlag.O_DIRECTORY)
            : OpenFlags(request);

    private static ulong Resolve(RelativeOpen how, RelativeOpen flag, ulong number) =>
        (how & flag) != 0 ? number : 0;
}
