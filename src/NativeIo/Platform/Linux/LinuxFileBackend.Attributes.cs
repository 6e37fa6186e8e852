using System;
using System.Diagnostics;
using Microsoft.Win32.SafeHandles;
using NativeIo.Interop.Linux;

namespace NativeIo.Platform;

/// <content>Extended attributes, and owners of links.</content>
internal sealed partial class LinuxFileBackend
{
    internal override IoResult ListAttributes(SafeFileHandle handle, Span<byte> names)
    {
        using var descriptor = new BorrowedHandle(handle);

        // SAFETY: the span is fixed during the call, which writes at most its length.
        unsafe
        {
            fixed (byte* list = names)
            {
                return Reported(_calls.ListAttributes(descriptor.Descriptor, list, (nuint)names.Length));
            }
        }
    }

    internal override IoResult GetAttribute(SafeFileHandle handle, ReadOnlySpan<byte> name, Span<byte> value)
    {
        Debug.Assert(name is [.., 0], "The name ends in NUL.");
        using var descriptor = new BorrowedHandle(handle);

        // SAFETY: both spans are fixed during the call, which reads the name to its NUL and writes at most the length
        // of the value.
        unsafe
        {
            fixed (byte* text = name)
            fixed (byte* bytes = value)
            {
                return Reported(_calls.GetAttribute(descriptor.Descriptor, text, bytes, (nuint)value.Length));
            }
        }
    }

    internal override IoResult SetAttribute(
        SafeFileHandle handle, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Debug.Assert(name is [.., 0], "The name ends in NUL.");
        using var descriptor = new BorrowedHandle(handle);

        // SAFETY: as in GetAttribute; the kernel only reads both.
        unsafe
        {
            fixed (byte* text = name)
            fixed (byte* bytes = value)
            {
                return Reported(_calls.SetAttribute(descriptor.Descriptor, text, bytes, (nuint)value.Length, 0));
            }
        }
    }

    internal override IoResult SetOwnerAt(SafeFileHandle folder, NativePath name, uint owner, uint group)
    {
        using var descriptor = new BorrowedHandle(folder);
        Span<byte> scratch = stackalloc byte[PathBytes.ScratchLength];
        using var bytes = new PathBytes(name, scratch);

        // SAFETY: the name ends in NUL and stays fixed during the call.
        unsafe
        {
            fixed (byte* pointer = bytes.Span)
            {
                return Reported(_calls.ChangeOwnerAt(
                    descriptor.Descriptor, pointer, owner, group, StatX.AT_SYMLINK_NOFOLLOW));
            }
        }
    }
}
