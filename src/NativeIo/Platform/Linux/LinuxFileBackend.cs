using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using NativeIo.Interop.Linux;

namespace NativeIo.Platform;

/// <summary>Linux by its own system calls, from C#.</summary>
/// <remarks>Thread safety: all members.</remarks>
[SupportedOSPlatform("linux")]
internal sealed partial class LinuxFileBackend : FileBackend
{
    private readonly LinuxCalls _calls;

    internal LinuxFileBackend(LinuxCalls calls) => _calls = calls;

    internal override string Name => "linux";

    internal override int TransferLengthMax => FileConstants.MAX_RW_COUNT;

    internal override int VectorCountMax => FileConstants.IOV_MAX;

    protected override int UnsupportedCode => Errno.EOPNOTSUPP;

    internal override string Describe(int errorCode) => Marshal.GetPInvokeErrorMessage(errorCode);

    internal override IoErrorKind Classify(int errorCode) => LinuxErrors.Classify(errorCode);

    internal override IoResult Open(in FileOpenRequest request, out SafeFileHandle? handle)
    {
        Span<byte> scratch = stackalloc byte[PathBytes.ScratchLength];
        using var path = new PathBytes(request.Path, scratch);
        int flags = OpenFlags(request);
        nint descriptor;

        // SAFETY: the path ends in NUL and stays fixed during the call, which keeps no pointer to it.
        unsafe
        {
            fixed (byte* bytes = path.Span)
            {
                descriptor = _calls.Open(bytes, flags, (uint)request.PermissionBits);
            }
        }

        IoResult result = Reported(descriptor);
        handle = result.IsSuccess ? new SafeFileHandle(descriptor, ownsHandle: true) : null;
        return result;
    }

    internal override IoResult Read(SafeFileHandle handle, Span<byte> destination, long offset)
    {
        using var descriptor = new BorrowedHandle(handle);

        // SAFETY: the span is fixed during the call and the kernel writes at most its length; the descriptor is
        // borrowed, so it cannot be closed and reused meanwhile.
        unsafe
        {
            fixed (byte* bytes = destination)
            {
                return Reported(offset < 0
                    ? _calls.Read(descriptor.Descriptor, bytes, (nuint)destination.Length)
                    : _calls.ReadAt(descriptor.Descriptor, bytes, (nuint)destination.Length, offset));
            }
        }
    }

    internal override IoResult Write(SafeFileHandle handle, ReadOnlySpan<byte> source, long offset)
    {
        using var descriptor = new BorrowedHandle(handle);

        // SAFETY: as in Read; the kernel only reads the span.
        unsafe
        {
            fixed (byte* bytes = source)
            {
                return Reported(offset < 0
                    ? _calls.Write(descriptor.Descriptor, bytes, (nuint)source.Length)
                    : _calls.WriteAt(descriptor.Descriptor, bytes, (nuint)source.Length, offset));
            }
        }
    }

    internal override IoResult ReadVectored(SafeFileHandle handle, ReadOnlySpan<IoVector> pieces, long offset)
    {
        using var descriptor = new BorrowedHandle(handle);

        // SAFETY: the caller keeps the memory of all pieces in place, each as long as it says; the list is fixed during
        // the call, which keeps no pointer to it.
        unsafe
        {
            fixed (IoVector* vectors = pieces)
            {
                return Reported(_calls.ReadVectored(descriptor.Descriptor, vectors, pieces.Length, offset, 0));
            }
        }
    }

    internal override IoResult WriteVectored(SafeFileHandle handle, ReadOnlySpan<IoVector> pieces, long offset)
    {
        using var descriptor = new BorrowedHandle(handle);

        // SAFETY: as in ReadVectored; the kernel only reads the pieces.
        unsafe
        {
            fixed (IoVector* vectors = pieces)
            {
                return Reported(_calls.WriteVectored(descriptor.Descriptor, vectors, pieces.Length, offset, 0));
            }
        }
    }

    internal override IoResult ReadCached(SafeFileHandle handle, Span<byte> destination, long offset)
    {
        using var descriptor = new BorrowedHandle(handle);

        // SAFETY: as in Read; the one piece is the fixed span and lies on this stack during the call.
        unsafe
        {
            fixed (byte* bytes = destination)
            {
                var piece = new IoVector((nint)bytes, destination.Length);
                return Reported(
                    _calls.ReadVectored(descriptor.Descriptor, &piece, 1, offset, FileConstants.RWF_NOWAIT));
            }
        }
    }

    internal override IoResult SetLength(SafeFileHandle handle, long length)
    {
        using var descriptor = new BorrowedHandle(handle);

        // SAFETY: the call takes numbers only.
        unsafe
        {
            return Reported(_calls.Truncate(descriptor.Descriptor, length));
        }
    }

    internal override IoResult Allocate(SafeFileHandle handle, long offset, long length)
    {
        using var descriptor = new BorrowedHandle(handle);

        // SAFETY: the call takes numbers only.
        unsafe
        {
            return Reported(
                _calls.Allocate(descriptor.Descriptor, FileConstants.FALLOC_FL_KEEP_SIZE, offset, length));
        }
    }

    internal override IoResult Flush(SafeFileHandle handle, FlushLevel level)
    {
        if (level == FlushLevel.None)
        {
            return IoResult.Success();
        }

        using var descriptor = new BorrowedHandle(handle);

        // SAFETY: the calls take numbers only.
        unsafe
        {
            return Reported(level == FlushLevel.Data
                ? _calls.SyncData(descriptor.Descriptor)
                : _calls.Sync(descriptor.Descriptor));
        }
    }

    internal override IoResult Advise(SafeFileHandle handle, FileAdvice advice, long offset, long length)
    {
        int number = advice switch
        {
            FileAdvice.Normal => FileConstants.POSIX_FADV_NORMAL,
            FileAdvice.Sequential => FileConstants.POSIX_FADV_SEQUENTIAL,
            FileAdvice.Random => FileConstants.POSIX_FADV_RANDOM,
            FileAdvice.WillNeed => FileConstants.POSIX_FADV_WILLNEED,
            FileAdvice.DontNeed => FileConstants.POSIX_FADV_DONTNEED,
            _ => FileConstants.POSIX_FADV_NOREUSE,
        };
        using var descriptor = new BorrowedHandle(handle);

        // SAFETY: the call takes numbers only.
        unsafe
        {
            // This call alone returns its error number instead of setting errno.
            int errorCode = _calls.Advise(descriptor.Descriptor, offset, length, number);
            return errorCode == -1 ? Reported(-1) : new IoResult(0, errorCode);
        }
    }

    /// <summary>Makes a result of a call's return value; must follow the call directly, which set errno.</summary>
    private static IoResult Reported(nint returned) => returned >= 0
        ? IoResult.Success(returned)
        : IoResult.Failure(Marshal.GetLastSystemError());

    private static int OpenFlags(in FileOpenRequest request)
    {
        FileOpenFlags wanted = request.Flags;
        int flags = OpenFlag.O_CLOEXEC | OpenFlag.O_NOCTTY;
        flags |= request.Access switch
        {
            FileAccess.Read => OpenFlag.O_RDONLY,
            FileAccess.Write => OpenFlag.O_WRONLY,
            _ => OpenFlag.O_RDWR,
        };
        flags |= Flag(wanted, FileOpenFlags.Direct, OpenFlag.O_DIRECT);
        flags |= Flag(wanted, FileOpenFlags.Append, OpenFlag.O_APPEND);
        flags |= Flag(wanted, FileOpenFlags.NoFollow, OpenFlag.O_NOFOLLOW);
        flags |= Flag(wanted, FileOpenFlags.WriteThrough, OpenFlag.O_DSYNC);
        flags |= Flag(wanted, FileOpenFlags.NonBlocking, OpenFlag.O_NONBLOCK);
        flags |= Flag(wanted, FileOpenFlags.Directory, OpenFlag.O_DIRECTORY);
        if ((wanted & FileOpenFlags.Temporary) != 0)
        {
            return flags | OpenFlag.O_TMPFILE;
        }

        return flags | request.Mode switch
        {
            FileOpenMode.CreateNew => OpenFlag.O_CREAT | OpenFlag.O_EXCL,
            FileOpenMode.Create => OpenFlag.O_CREAT | OpenFlag.O_TRUNC,
            FileOpenMode.OpenOrCreate => OpenFlag.O_CREAT,
            FileOpenMode.Truncate => OpenFlag.O_TRUNC,
            _ => 0,
        };
    }

    // Not HasFlag, which allocates where code is not optimized.
    private static int Flag(FileOpenFlags wanted, FileOpenFlags flag, int number) => (wanted & flag) != 0 ? number : 0;
}
