using System;
using System.Runtime.InteropServices;
using NativeIo.Interop.Linux;
using NativeIo.Platform;

namespace NativeIo.Tests.Interop;

/// <summary>Takes system calls away from this thread and those that it starts, as a container's profile does.</summary>
internal static class Sandbox
{
    private const ulong LoadNumber = 0x20;
    private const ulong JumpIfAtLeast = 0x35;
    private const ulong JumpIfAbove = 0x25;
    private const ulong Return = 0x06;
    private const uint Allow = 0x7fff0000;
    private const uint Fail = 0x00050000;

    /// <summary>Makes calls of a range of numbers fail from here on; there is no way back.</summary>
    internal static void Deny(uint first, uint last, int errorCode)
    {
        // Each is a sock_filter: a code of 16 bits, two jumps of 8 bits, an operand of 32 bits.
        ulong[] filter =
        [
            LoadNumber,
            JumpIfAtLeast | (2UL << 24) | ((ulong)first << 32),
            JumpIfAbove | (1UL << 16) | ((ulong)last << 32),
            Return | ((ulong)(Fail | (uint)errorCode) << 32),
            Return | ((ulong)Allow << 32),
        ];
        int result = Seccomp.Control(Seccomp.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);

        // SAFETY: the filter is fixed and the program that points to it lies on this stack during the call, which
        // copies both.
        unsafe
        {
            fixed (ulong* instructions = filter)
            {
                nint* program = stackalloc nint[2];
                program[0] = filter.Length;
                program[1] = (nint)instructions;
                result |= Seccomp.Control(
                    Seccomp.PR_SET_SECCOMP, Seccomp.SECCOMP_MODE_FILTER, (nint)program, 0, 0);
            }
        }

        if (result != 0)
        {
            throw new InvalidOperationException("The system does not let this process sandbox itself.");
        }
    }

    /// <summary>Makes statx fail with EPERM from here on; false when it does not.</summary>
    internal static bool DenyStatX()
    {
        uint number = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 ? 291U : 332U;
        Deny(number, number, Errno.EPERM);
        LinuxCalls calls = LinuxCalls.Resolve();

        // SAFETY: the path and the answer lie on this stack during the call.
        unsafe
        {
            StatX answer;
            byte* path = stackalloc byte[2] { (byte)'/', 0 };
            return calls.Stat(StatX.AT_FDCWD, path, 0, StatX.STATX_BASIC_STATS, &answer) == -1
                && Marshal.GetLastSystemError() == Errno.EPERM;
        }
    }
}
