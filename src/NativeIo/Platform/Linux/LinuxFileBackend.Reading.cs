using System;
using Microsoft.Win32.SafeHandles;
using NativeIo.Interop.Linux;

namespace NativeIo.Platform;

/// <content>Reading without handles, and around the page cache.</content>
internal sealed partial class LinuxFileBackend
{
    internal override bool HasDescriptors => true;

    internal override bool OpensWithoutWaiting => true;

    internal override IoResult OpenDescriptor(in FileOpenRequest request, out FileDescriptor descriptor)
    {
        Span<byte> scratch = stackalloc byte[PathBytes.ScratchLength];
        using var path = new PathBytes(request.Path, scratch);
        int flags = OpenFlags(request);
        int number;

        // SAFETY: the path ends in NUL and stays fixed during the call, which keeps no pointer to it.
        unsafe
        {
            fixed (byte* bytes = path.Span)
            {
                number = _calls.Open(bytes, flags, (uint)request.PermissionBits);
            }
        }

        IoResult result = Reported(number);
        descriptor = result.IsSuccess ? new FileDescriptor(number) : default;
        return result;
    }

    internal override IoResult Read(FileDescriptor descriptor, Span<byte> destination, long offset)
    {
        // SAFETY: the span is fixed during the call and the kernel writes at most its length; the caller alone has the
        // descriptor and closes it after this call.
        unsafe
        {
            fixed (byte* bytes = destination)
            {
                return Reported(offset < 0
                    ? _calls.Read(descriptor.Number, bytes, (nuint)destination.Length)
                    : _calls.ReadAt(descriptor.Number, bytes, (nuint)destination.Length, offset));
            }
        }
    }

    internal override IoResult GetFacts(FileDescriptor descriptor, out FileFacts facts) =>
        FactsOf(descriptor.Number, out facts);

    internal override void Close(FileDescriptor descriptor)
    {
        // SAFETY: the call takes a number, which the caller has not closed before. It is closed also when a signal
        // interrupts the call, so it is not repeated: the number may be another file's by then. The result is not
        // looked at: nothing was written.
        unsafe
        {
            _ = _calls.Close(descriptor.Number);
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
