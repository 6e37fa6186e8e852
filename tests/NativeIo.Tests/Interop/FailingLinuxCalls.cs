using System;
using System.Runtime.InteropServices;
using NativeIo.Interop.Linux;
using NativeIo.Platform;

namespace NativeIo.Tests.Interop;

/// <summary>Tables of Linux's calls of which every one fails with the code that the calling thread chose.</summary>
internal static class FailingLinuxCalls
{
    [ThreadStatic]
    private static int t_errorCode;

    /// <summary>Makes a table, and chooses the code for this thread.</summary>
    internal static LinuxCalls Create(int errorCode)
    {
        t_errorCode = errorCode;
        LinuxCalls calls = LinuxCalls.Resolve();
        nint failing = FailingCall();
        ReplaceFiles(calls, failing);
        ReplaceNames(calls, failing);
        ReplaceMemoryAndTransfers(calls, failing);
        return calls;
    }

    /// <summary>
    /// Makes a table of the real calls of which only statx fails, and chooses the code for this thread.
    /// </summary>
    internal static LinuxCalls CreateWithoutStatX(int errorCode)
    {
        t_errorCode = errorCode;
        LinuxCalls calls = LinuxCalls.Resolve();

        // SAFETY: as in ReplaceFiles.
        unsafe
        {
            calls.Stat = (delegate* unmanaged<int, byte*, int, uint, StatX*, int>)FailingCall();
        }

        return calls;
    }

    private static nint FailingCall()
    {
        // SAFETY: the address of a static method that native code may call.
        unsafe
        {
            return (nint)(delegate* unmanaged<nint>)&Fail;
        }
    }

    private static void ReplaceFiles(LinuxCalls calls, nint failing)
    {
        // SAFETY: the replacement ignores its arguments, which both calling conventions allow since the caller removes
        // them, and -1 is the same in a register of every width.
        unsafe
        {
            calls.FileControl = (delegate* unmanaged<int, int, nint, int>)failing;
            calls.Lock = (delegate* unmanaged<int, int, int>)failing;
            calls.Close = (delegate* unmanaged<int, int>)failing;
            calls.Open = (delegate* unmanaged<byte*, int, uint, int>)failing;
            calls.Read = (delegate* unmanaged<int, byte*, nuint, nint>)failing;
            calls.ReadAt = (delegate* unmanaged<int, byte*, nuint, long, nint>)failing;
            calls.Write = (delegate* unmanaged<int, byte*, nuint, nint>)failing;
            calls.WriteAt = (delegate* unmanaged<int, byte*, nuint, long, nint>)failing;
            calls.ReadVectored = (delegate* unmanaged<int, IoVector*, int, long, int, nint>)failing;
            calls.WriteVectored = (delegate* unmanaged<int, IoVector*, int, long, int, nint>)failing;
            calls.Stat = (delegate* unmanaged<int, byte*, int, uint, StatX*, int>)failing;
            calls.StatAt = (delegate* unmanaged<int, byte*, byte*, int, int>)failing;
            calls.StatFileSystem = (delegate* unmanaged<int, StatFs*, int>)failing;
            calls.Truncate = (delegate* unmanaged<int, long, int>)failing;
            calls.Allocate = (delegate* unmanaged<int, int, long, long, int>)failing;
            calls.Sync = (delegate* unmanaged<int, int>)failing;
            calls.SyncData = (delegate* unmanaged<int, int>)failing;
            calls.Advise = (delegate* unmanaged<int, long, long, int, int>)failing;
        }
    }

    private static void ReplaceNames(LinuxCalls calls, nint failing)
    {
        // SAFETY: as in ReplaceFiles.
        unsafe
        {
            calls.ListAttributes = (delegate* unmanaged<int, byte*, nuint, nint>)failing;
            calls.GetAttribute = (delegate* unmanaged<int, byte*, byte*, nuint, nint>)failing;
            calls.SetAttribute = (delegate* unmanaged<int, byte*, byte*, nuint, int, int>)failing;
            calls.ChangeOwnerAt = (delegate* unmanaged<int, byte*, uint, uint, int, int>)failing;
            calls.ReadDirectory = (delegate* unmanaged<nint, int, byte*, nuint, nint>)failing;
            calls.OpenBeneath = (delegate* unmanaged<nint, int, byte*, OpenHow*, nuint, nint>)failing;
            calls.OpenAt = (delegate* unmanaged<int, byte*, int, uint, int>)failing;
            calls.MakeDirectoryAt = (delegate* unmanaged<int, byte*, uint, int>)failing;
            calls.RemoveAt = (delegate* unmanaged<int, byte*, int, int>)failing;
            calls.MoveAt = (delegate* unmanaged<int, byte*, int, byte*, uint, int>)failing;
            calls.AddNameAt = (delegate* unmanaged<int, byte*, int, byte*, int, int>)failing;
            calls.ReadLinkAt = (delegate* unmanaged<int, byte*, byte*, nuint, nint>)failing;
            calls.RenamePath = (delegate* unmanaged<byte*, byte*, int>)failing;
            calls.RenamePathWithFlags = (delegate* unmanaged<int, byte*, int, byte*, uint, int>)failing;
            calls.LinkPath = (delegate* unmanaged<int, byte*, int, byte*, int, int>)failing;
            calls.RemovePath = (delegate* unmanaged<byte*, int>)failing;
            calls.ChangeMode = (delegate* unmanaged<int, uint, int>)failing;
            calls.ChangeOwner = (delegate* unmanaged<int, uint, uint, int>)failing;
        }
    }

    private static void ReplaceMemoryAndTransfers(LinuxCalls calls, nint failing)
    {
        // SAFETY: as in ReplaceFiles.
        unsafe
        {
            calls.MapMemory = (delegate* unmanaged<nint, nuint, int, int, int, long, nint>)failing;
            calls.UnmapMemory = (delegate* unmanaged<nint, nuint, int>)failing;
            calls.RemapMemory = (delegate* unmanaged<nint, nuint, nuint, int, nint>)failing;
            calls.ProtectMemory = (delegate* unmanaged<nint, nuint, int, int>)failing;
            calls.AdviseMemory = (delegate* unmanaged<nint, nuint, int, int>)failing;
            calls.SyncMemory = (delegate* unmanaged<nint, nuint, int, int>)failing;
            calls.LockMemory = (delegate* unmanaged<nint, nuint, int>)failing;
            calls.ReadProcess = (delegate* unmanaged<int, IoVector*, nuint, IoVector*, nuint, nuint, nint>)failing;
            calls.WriteProcess = (delegate* unmanaged<int, IoVector*, nuint, IoVector*, nuint, nuint, nint>)failing;
            calls.CloneControl = (delegate* unmanaged<int, nuint, FileCloneRange*, int>)failing;
            calls.CopyFileRange = (delegate* unmanaged<int, long*, int, long*, nuint, uint, nint>)failing;
            calls.SendFile = (delegate* unmanaged<int, int, long*, nuint, nint>)failing;
            calls.Splice = (delegate* unmanaged<int, long*, int, long*, nuint, uint, nint>)failing;
            calls.PipePair = (delegate* unmanaged<int*, int, int>)failing;
            calls.PipeControl = (delegate* unmanaged<int, int, nint, int>)failing;
            calls.SeekTo = (delegate* unmanaged<int, long, int, long>)failing;
            calls.PollHandles = (delegate* unmanaged<PollDescriptor*, nuint, int, int>)failing;
            calls.RingCall = (delegate* unmanaged<nint, nint, nint, nint, nint, nint, nint, nint>)failing;
            calls.RingMap = (delegate* unmanaged<nint, nuint, int, int, int, long, nint>)failing;
            calls.RingUnmap = (delegate* unmanaged<nint, nuint, int>)failing;
            calls.RingAdvise = (delegate* unmanaged<nint, nuint, int, int>)failing;
        }
    }

    [UnmanagedCallersOnly]
    private static nint Fail()
    {
        Marshal.SetLastSystemError(t_errorCode);
        return -1;
    }
}
