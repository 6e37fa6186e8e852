using System;
using System.Runtime.InteropServices;
using NativeIo.Interop.Windows;
using NativeIo.Platform;

namespace NativeIo.Tests;

/// <content>The entries of folders.</content>
internal static partial class ScriptedWindowsCalls
{
    private const nint SearchHandle = 0x3330;

    private static void SetListing(WindowsCalls calls)
    {
        // SAFETY: as in Create.
        unsafe
        {
            calls.FindFirst = (delegate* unmanaged<
                char*, FINDEX_INFO_LEVELS, WIN32_FIND_DATAW*, FINDEX_SEARCH_OPS, void*, uint, nint>)
                (delegate* unmanaged<nint, FINDEX_INFO_LEVELS, nint, FINDEX_SEARCH_OPS, nint, uint, nint>)&FindFirst;
            calls.FindNext = (delegate* unmanaged<nint, WIN32_FIND_DATAW*, int>)
                (delegate* unmanaged<nint, nint, int>)&FindNext;
            calls.FindClose = &FindClose;
        }
    }

    [UnmanagedCallersOnly]
    private static nint FindFirst(
        nint pattern, FINDEX_INFO_LEVELS level, nint entry, FINDEX_SEARCH_OPS operation, nint filter, uint flags)
    {
        WindowsScript.Current.Paths.Add(Marshal.PtrToStringUni(pattern)!);
        return Fails("FindFirst", (long)level, flags) || !TryFill(entry) ? -1 : SearchHandle;
    }

    [UnmanagedCallersOnly]
    private static int FindNext(nint search, nint entry) =>
        (WindowsScript.Current.Entries.Count == 0 && Fails("FindNext")) || !TryFill(entry) ? 0 : 1;

    [UnmanagedCallersOnly]
    private static int FindClose(nint search) => Fails("FindClose", search) ? 0 : 1;

    private static bool TryFill(nint entry)
    {
        if (!WindowsScript.Current.Entries.TryDequeue(out (string Name, uint Attributes, uint Tag) next))
        {
            Marshal.SetLastSystemError(ERROR.ERROR_NO_MORE_FILES);
            return false;
        }

        // SAFETY: the backend passes the address of an entry, and every name of a script is shorter than its room.
        unsafe
        {
            var found = (WIN32_FIND_DATAW*)entry;
            *found = new WIN32_FIND_DATAW { dwFileAttributes = next.Attributes, dwReserved0 = next.Tag };
            MemoryMarshal.Cast<char, ushort>(next.Name.AsSpan()).CopyTo(found->cFileName);
        }

        return true;
    }
}
