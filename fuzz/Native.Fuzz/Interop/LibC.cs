using System.Runtime.InteropServices;

namespace Native.Fuzz.Interop;

/// <summary>The one C function that .NET has no wrapper for.</summary>
internal static partial class LibC
{
    /// <summary>What <see cref="Attach"/> returns on failure, with errno set.</summary>
    public const nint AttachFailed = -1;

    /// <summary>shmat(2): maps a System V shared memory segment; address 0 lets the kernel choose.</summary>
    [LibraryImport("libc", EntryPoint = "shmat", SetLastError = true)]
    public static partial nint Attach(int segment, nint address, int flags);
}
