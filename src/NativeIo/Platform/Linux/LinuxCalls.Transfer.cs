using NativeIo.Interop.Linux;

namespace NativeIo.Platform;

/// <content>Moving bytes inside the kernel.</content>
internal sealed partial class LinuxCalls
{
    /// <summary>ioctl(fd, FICLONERANGE, range): 0. Linux 4.5.</summary>
    internal unsafe delegate* unmanaged<int, nuint, FileCloneRange*, int> CloneControl;

    /// <summary>copy_file_range(in, offset or null, out, offset or null, count, flags): bytes. Linux 4.5.</summary>
    internal unsafe delegate* unmanaged<int, long*, int, long*, nuint, uint, nint> CopyFileRange;

    /// <summary>sendfile64(out, in, offset, count): bytes.</summary>
    internal unsafe delegate* unmanaged<int, int, long*, nuint, nint> SendFile;

    /// <summary>splice(in, offset or null, out, offset or null, count, flags): bytes.</summary>
    internal unsafe delegate* unmanaged<int, long*, int, long*, nuint, uint, nint> Splice;

    /// <summary>pipe2(two descriptors, flags): 0.</summary>
    internal unsafe delegate* unmanaged<int*, int, int> PipePair;

    /// <summary>fcntl(fd, command, argument): a number.</summary>
    internal unsafe delegate* unmanaged<int, int, nint, int> PipeControl;

    /// <summary>lseek64(fd, offset, whence): the position.</summary>
    internal unsafe delegate* unmanaged<int, long, int, long> SeekTo;

    /// <summary>poll(descriptors, count, timeout in ms): how many are ready.</summary>
    internal unsafe delegate* unmanaged<PollDescriptor*, nuint, int, int> PollHandles;

    private void ResolveTransfer()
    {
        // SAFETY: as in ResolveFiles; ioctl and fcntl are variadic as open is, and take one more argument here.
        unsafe
        {
            nint missing = (nint)(delegate* unmanaged<nint>)&Missing;
            CloneControl = (delegate* unmanaged<int, nuint, FileCloneRange*, int>)Find("ioctl", missing);
            CopyFileRange = (delegate* unmanaged<int, long*, int, long*, nuint, uint, nint>)Find(
                "copy_file_range", missing);
            SendFile = (delegate* unmanaged<int, int, long*, nuint, nint>)Find(
                "sendfile64", Find("sendfile", missing));
            Splice = (delegate* unmanaged<int, long*, int, long*, nuint, uint, nint>)Find("splice", missing);
            PipePair = (delegate* unmanaged<int*, int, int>)Find("pipe2", missing);
            PipeControl = (delegate* unmanaged<int, int, nint, int>)Find("fcntl64", Find("fcntl", missing));
            SeekTo = (delegate* unmanaged<int, long, int, long>)Find("lseek64", Find("lseek", missing));
            PollHandles = (delegate* unmanaged<PollDescriptor*, nuint, int, int>)Find("poll", missing);
        }
    }
}
