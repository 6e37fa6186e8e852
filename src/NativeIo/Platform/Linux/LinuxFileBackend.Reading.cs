using System;
using Microsoft.Win32.SafeHandles;
using NativeIo.Interop.Linux;

namespace NativeIo.Platform;

/// <content>Reading without handles, and around the page cache.</content>
internal sealed partial class LinuxFileBackend
{
    internal override IoResult OpenDescriptor(NativePath path, out FileDescriptor descriptor)
    {
        Span<byte> scratch = stackalloc byte[PathBytes.ScratchLength];
        using var bytes = new PathBytes(path, scratch);
        nint number;

        // SAFETY: the path ends in NUL and stays fixed during the call, which keeps no pointer to it.
        unsafe
        {
            fixed (byte* name = bytes.Span)
            {
                number = _calls.Open(name, OpenFlag.O_RDONLY | OpenFlag.O_CLOEXEC | OpenFlag.O_NOCTTY, 0);
            }
        }

        IoResult result = Reported(number);
        descriptor = new FileDescriptor(number);
        return result;
    }

    internal override IoResult Read(FileDescriptor descriptor, Span<byte> destination)
    {
        // SAFETY: the span is fixed during the call and the kernel writes at most its length; the caller alone has the
        // descriptor and closes it after this call.
        unsafe
        {
            fixed (byte* bytes = destination)
            {
                return Reported(_calls.Read((int)descriptor.Value, bytes, (nuint)destination.Length));
            }
        }
    }

    internal override void Close(FileDescriptor descriptor)
    {
        // SAFETY: the call takes a number, which the caller has not closed before. It is closed also when a signal
        // interrupts the call, so it is not repeated: the number may be another file's by then.
        unsafe
        {
            _ = _calls.Close((int)descriptor.Value);
        }
    }

    internal override IoResult ReadUncached(SafeFileHandle handle, Span<byte> destination, long offset)
    {
        using var descriptor = new BorrowedHandle(handle);

        // SAFETY: as in ReadCached; the one piece is the fixed span and lies on this stack during the call.
        unsafe
        {
            fixed (byte* bytes = destination)
            {
                var piece = new IoVector((nint)bytes, destination.Length);
                return Reported(
                    _calls.ReadVectored(descriptor.Descriptor, &piece, 1, offset, FileConstants.RWF_DONTCACHE));
            }
        }
    }
}
