using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using NativeIo.Platform;

namespace NativeIo.Tests.Interop;

/// <summary>
/// A Linux backend of its own whose calls of io_uring fail by script, on the thread that wrote the script.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class ScriptedUring
{
    internal const int Setup = 425;
    internal const int Enter = 426;
    internal const int Register = 427;

    [ThreadStatic]
    private static Queue<UringFault>? t_faults;

    [ThreadStatic]
    private static UringFault? t_always;

    [ThreadStatic]
    private static List<int>? t_calls;

    private static unsafe delegate* unmanaged<nint, nint, nint, nint, nint, nint, nint, nint> s_real;

    /// <summary>Gets the numbers of the calls that this thread made.</summary>
    internal static IReadOnlyList<int> Calls => t_calls ?? [];

    internal static int FaultsLeft => t_faults?.Count ?? 0;

    /// <summary>Makes the backend and the script of this thread.</summary>
    internal static LinuxFileBackend Create(params UringFault[] faults)
    {
        t_faults = new Queue<UringFault>(faults);
        t_always = null;
        t_calls = [];
        LinuxCalls calls = LinuxCalls.Resolve();

        // SAFETY: the replacement has the signature of the entry; the real function is one of the C library.
        unsafe
        {
            s_real = calls.RingCall;
            calls.RingCall = &Call;
        }

        return new LinuxFileBackend(calls);
    }

    /// <summary>Makes each such call fail from here on; null ends that.</summary>
    internal static void Always(UringFault? fault) => t_always = fault;

    [UnmanagedCallersOnly]
    private static nint Call(nint number, nint a, nint b, nint c, nint d, nint e, nint f)
    {
        t_calls?.Add((int)number);
        UringFault? fault = t_faults is not null && t_faults.TryPeek(out UringFault next) && next.IsFor(number, b)
            ? t_faults.Dequeue()
            : t_always is { } always && always.IsFor(number, b) ? always : null;
        if (fault is { } found)
        {
            Marshal.SetLastSystemError(found.ErrorCode);
            return -1;
        }

        // SAFETY: the arguments are those that the library passed.
        unsafe
        {
            return s_real(number, a, b, c, d, e, f);
        }
    }
}
