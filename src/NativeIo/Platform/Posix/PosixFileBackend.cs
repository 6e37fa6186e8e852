using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Mono.Unix;
using Mono.Unix.Native;

namespace NativeIo.Platform;

/// <summary>
/// Any Unix by Mono.Posix, whose helper library is compiled for each system, so that flags and structures are right
/// everywhere. Also the fallback that proves the Linux backend's own declarations.
/// </summary>
/// <remarks>Thread safety: all members.</remarks>
[UnsupportedOSPlatform("windows")]
internal sealed partial class PosixFileBackend : FileBackend
{
    /// <summary>The most bytes of one transfer that every Unix takes; macOS refuses more than an int.</summary>
    private const int TransferMax = 0x7ffff000;

    /// <summary>The most pieces that POSIX systems of today take.</summary>
    private const int VectorMax = 1024;

    internal override string Name => "posix";

    internal override int TransferLengthMax => TransferMax;

    internal override int VectorCountMax => VectorMax;

    protected override int UnsupportedCode => PosixErrors.CodeOf(Errno.EOPNOTSUPP);

    internal override string Describe(int errorCode) => PosixErrors.Describe(errorCode);

    internal override IoErrorKind Classify(int errorCode) => PosixErrors.Classify(errorCode);

    internal override IoResult Open(in FileOpenRequest request, out SafeFileHandle? handle)
    {
        handle = null;
        if (request.Flags.HasFlag(FileOpenFlags.Temporary))
        {
            return OpenTemporary(request, out handle);
        }

        int descriptor = Syscall.open(TextOf(request.Path), Flags(request), (FilePermissions)request.PermissionBits);
        IoResult result = Reported(descriptor);
        handle = result.IsSuccess ? new SafeFileHandle(descriptor, ownsHandle: true) : null;
        return result;
    }

    internal override IoResult Read(SafeFileHandle handle, Span<byte> destination, long offset)
    {
        using var descriptor = new BorrowedHandle(handle);

        // SAFETY: the span is fixed during the call and the system writes at most its length; the descriptor is
        // borrowed, so it cannot be closed and reused meanwhile.
        unsafe
        {
            fixed (byte* bytes = destination)
            {
                return Reported(offset < 0
                    ? Syscall.read(descriptor.Descriptor, bytes, (ulong)destination.Length)
                    : Syscall.pread(descriptor.Descriptor, bytes, (ulong)destination.Length, offset));
            }
        }
    }

    internal override IoResult Write(SafeFileHandle handle, ReadOnlySpan<byte> source, long offset)
    {
        using var descriptor = new BorrowedHandle(handle);

        // SAFETY: as in Read; the system only reads the span.
        unsafe
        {
            fixed (byte* bytes = source)
            {
                return Reported(offset < 0
                    ? Syscall.write(descriptor.Descriptor, bytes, (ulong)source.Length)
                    : Syscall.pwrite(descriptor.Descriptor, bytes, (ulong)source.Length, offset));
            }
        }
    }

    internal override IoResult ReadVectored(SafeFileHandle handle, ReadOnlySpan<IoVector> pieces, long offset)
    {
        using var descriptor = new BorrowedHandle(handle);
        Iovec[] vectors = ToVectors(pieces);
        return Reported(offset < 0
            ? Syscall.readv(descriptor.Descriptor, vectors)
            : Syscall.preadv(descriptor.Descriptor, vectors, offset));
    }

    internal override IoResult WriteVectored(SafeFileHandle handle, ReadOnlySpan<IoVector> pieces, long offset)
    {
        using var descriptor = new BorrowedHandle(handle);
        Iovec[] vectors = ToVectors(pieces);
        return Reported(offset < 0
            ? Syscall.writev(descriptor.Descriptor, vectors)
            : Syscall.pwritev(descriptor.Descriptor, vectors, offset));
    }

    internal override IoResult SetLength(SafeFileHandle handle, long length)
    {
        using var descriptor = new BorrowedHandle(handle);
        return Reported(Syscall.ftruncate(descriptor.Descriptor, length));
    }

    internal override IoResult Flush(SafeFileHandle handle, FlushLevel level)
    {
        if (level == FlushLevel.None)
        {
            return IoResult.Success();
        }

        using var descriptor = new BorrowedHandle(handle);
        return Reported(level == FlushLevel.Data
            ? Syscall.fdatasync(descriptor.Descriptor)
            : Syscall.fsync(descriptor.Descriptor));
    }

    internal override IoResult Advise(SafeFileHandle handle, FileAdvice advice, long offset, long length)
    {
        PosixFadviseAdvice number = advice switch
        {
            FileAdvice.Normal => PosixFadviseAdvice.POSIX_FADV_NORMAL,
            FileAdvice.Sequential => PosixFadviseAdvice.POSIX_FADV_SEQUENTIAL,
            FileAdvice.Random => PosixFadviseAdvice.POSIX_FADV_RANDOM,
            FileAdvice.WillNeed => PosixFadviseAdvice.POSIX_FADV_WILLNEED,
            FileAdvice.DontNeed => PosixFadviseAdvice.POSIX_FADV_DONTNEED,
            _ => PosixFadviseAdvice.POSIX_FADV_NOREUSE,
        };
        using var descriptor = new BorrowedHandle(handle);

        // This call returns its error number; Mono.Posix says -1 where a system does not have it.
        int errorCode = Syscall.posix_fadvise(descriptor.Descriptor, offset, length, number);
        return errorCode < 0 ? Unsupported() : new IoResult(0, errorCode);
    }

    /// <summary>Gets a path as Mono.Posix takes it, which has an encoding for bytes that are no text.</summary>
    private static string TextOf(NativePath path) =>
        path.TryGetText(out string? text) ? text : UnixEncoding.Instance.GetString(path.RawBytes.ToArray());

    private static IoResult Reported(long returned) => returned >= 0
        ? IoResult.Success(returned)
        : IoResult.Failure(Marshal.GetLastPInvokeError());

    private static Iovec[] ToVectors(ReadOnlySpan<IoVector> pieces)
    {
        var vectors = new Iovec[pieces.Length];
        for (int index = 0; index < vectors.Length; index++)
        {
            vectors[index] = new Iovec { iov_base = pieces[index].Address, iov_len = pieces[index].Length };
        }

        return vectors;
    }

    /// <summary>
    /// Makes a file under a name that nobody expects and takes the name away: POSIX has no files without one.
    /// </summary>
    private static IoResult OpenTemporary(in FileOpenRequest request, out SafeFileHandle? handle)
    {
        string name = TextOf(NativePath.Join(request.Path, $".{Guid.NewGuid():n}.tmp"));
        const OpenFlags ours = OpenFlags.O_CREAT | OpenFlags.O_EXCL;
        int descriptor = Syscall.open(name, Flags(request) | ours, (FilePermissions)request.PermissionBits);
        IoResult result = Reported(descriptor);
        handle = result.IsSuccess ? new SafeFileHandle(descriptor, ownsHandle: true) : null;
        if (handle is not null && Reported(Syscall.unlink(name)) is { IsSuccess: false } refusal)
        {
            handle.Dispose();
            handle = null;
            return refusal;
        }

        return result;
    }

    private static OpenFlags Flags(in FileOpenRequest request)
    {
        FileOpenFlags wanted = request.Flags;
        OpenFlags flags = OpenFlags.O_CLOEXEC | OpenFlags.O_NOCTTY;
        flags |= request.Access switch
        {
            FileAccess.Read => OpenFlags.O_RDONLY,
            FileAccess.Write => OpenFlags.O_WRONLY,
            _ => OpenFlags.O_RDWR,
        };
        flags |= Flag(wanted, FileOpenFlags.Direct, OpenFlags.O_DIRECT);
        flags |= Flag(wanted, FileOpenFlags.Append, OpenFlags.O_APPEND);
        flags |= Flag(wanted, FileOpenFlags.NoFollow, OpenFlags.O_NOFOLLOW);
        flags |= Flag(wanted, FileOpenFlags.WriteThrough, OpenFlags.O_SYNC);
        flags |= Flag(wanted, FileOpenFlags.NonBlocking, OpenFlags.O_NONBLOCK);
        flags |= Flag(wanted, FileOpenFlags.Directory, OpenFlags.O_DIRECTORY);
        return flags | request.Mode switch
        {
            FileOpenMode.CreateNew => OpenFlags.O_CREAT | OpenFlags.O_EXCL,
            FileOpenMode.Create => OpenFlags.O_CREAT | OpenFlags.O_TRUNC,
            FileOpenMode.OpenOrCreate => OpenFlags.O_CREAT,
            FileOpenMode.Truncate => OpenFlags.O_TRUNC,
            _ => 0,
        };
    }

    private static OpenFlags Flag(FileOpenFlags wanted, FileOpenFlags flag, OpenFlags number) =>
        wanted.HasFlag(flag) ? number : 0;
}
