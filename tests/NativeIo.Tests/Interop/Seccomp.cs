using System.Runtime.InteropServices;

namespace NativeIo.Tests.Interop;

/// <summary><c>prctl</c> (sys/prctl.h): 0, or -1 and errno.</summary>
internal static partial class Seccomp
{
    internal const int PR_SET_SECCOMP = 22;
    internal const int PR_SET_NO_NEW_PRIVS = 38;
    internal const int SECCOMP_MODE_FILTER = 2;

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    internal static partial int Control(int option, nint argument2, nint argument3, nint argument4, nint argument5);
}
