using System;
using System.Runtime.InteropServices;
using NativeIo.Interop.Windows;
using NativeIo.Platform;

namespace NativeIo.Tests;

/// <content>Files in memory.</content>
internal static partial class ScriptedWindowsCalls
{
    /// <summary>Where the scripted view is; nothing looks at it.</summary>
    internal const nint ViewAddress = 0x4000_0000;

    private const nint SectionHandle = 0x2220;

    private static void SetMapping(WindowsCalls calls)
    {
        // SAFETY: as in Create.
        unsafe
        {
            calls.CreateSection = (delegate* unmanaged<nint, void*, uint, uint, uint, char*, nint>)
                (delegate* unmanaged<nint, nint, uint, uint, uint, nint, nint>)&CreateSection;
            calls.MapView = &MapView;
            calls.UnmapView = &UnmapView;
            calls.FlushView = &FlushView;
            calls.Prefetch = (delegate* unmanaged<nint, nuint, WIN32_MEMORY_RANGE_ENTRY*, uint, int>)
                (delegate* unmanaged<nint, nuint, nint, uint, int>)&Prefetch;
            calls.ReadMemory = (delegate* unmanaged<nint, nint, byte*, nuint, nuint*, int>)
                (delegate* unmanaged<nint, nint, nint, nuint, nint, int>)&ReadMemory;
            calls.WriteMemory = (delegate* unmanaged<nint, nint, byte*, nuint, nuint*, int>)
                (delegate* unmanaged<nint, nint, nint, nuint, nint, int>)&WriteMemory;
        }
    }

    [UnmanagedCallersOnly]
    private static nint CreateSection(
        nint file, nint security, uint protection, uint lengthHigh, uint lengthLow, nint name) =>
        Fails("CreateSection", protection, ((long)lengthHigh << 32) | lengthLow) ? 0 : SectionHandle;

    [UnmanagedCallersOnly]
    private static nint MapView(nint section, uint access, uint offsetHigh, uint offsetLow, nuint length) =>
        Fails("MapView", access, ((long)offsetHigh << 32) | offsetLow) ? 0 : ViewAddress;

    [UnmanagedCallersOnly]
    private static int UnmapView(nint address) => Fails("UnmapView", address) ? 0 : 1;

    [UnmanagedCallersOnly]
    private static int FlushView(nint address, nuint length) => Fails("FlushView", address, (long)length) ? 0 : 1;

    [UnmanagedCallersOnly]
    private static int Prefetch(nint process, nuint count, nint ranges, uint flags) =>
        Fails("Prefetch", Marshal.ReadIntPtr(ranges), Marshal.ReadIntPtr(ranges, nint.Size)) ? 0 : 1;

    [UnmanagedCallersOnly]
    private static int ReadMemory(nint process, nint from, nint to, nuint length, nint count)
    {
        int copied = (int)Math.Min(length, (nuint)WindowsScript.Current.CopiedBytesMax);

        // SAFETY: the backend passes the address and the length of a span, and no more than that is written.
        unsafe
        {
            new Span<byte>((void*)to, copied).Fill(WindowsScript.Content);
        }

        return EndCopy("ReadMemory", process, from, (int)length, copied, count);
    }

    [UnmanagedCallersOnly]
    private static int WriteMemory(nint process, nint to, nint from, nuint length, nint count) => EndCopy(
        "WriteMemory",
        process,
        to,
        (int)length,
        (int)Math.Min(length, (nuint)WindowsScript.Current.CopiedBytesMax),
        count);

    private static int EndCopy(string call, nint process, nint address, int length, int copied, nint count)
    {
        Marshal.WriteIntPtr(count, copied);
        if (Fails(call, address, process))
        {
            return 0;
        }

        Marshal.SetLastSystemError(copied == length ? 0 : ERROR.ERROR_PARTIAL_COPY);
        return copied == length ? 1 : 0;
    }
}
