using System.Runtime.InteropServices;
using NativeIo.Interop.Windows;
using NativeIo.Platform;

namespace NativeIo.Tests;

/// <content>What the scripted file looks like.</content>
internal static partial class ScriptedWindowsCalls
{
    private static void SetFacts(WindowsCalls calls)
    {
        // SAFETY: as in Create.
        unsafe
        {
            calls.GetFileType = &GetFileType;
            calls.GetAttributes = (delegate* unmanaged<char*, uint>)(delegate* unmanaged<nint, uint>)&GetAttributes;
            calls.GetFact = (delegate* unmanaged<nint, FILE_INFO_BY_HANDLE_CLASS, void*, uint, int>)
                (delegate* unmanaged<nint, FILE_INFO_BY_HANDLE_CLASS, nint, uint, int>)&GetFact;
            calls.SetFact = (delegate* unmanaged<nint, FILE_INFO_BY_HANDLE_CLASS, void*, uint, int>)
                (delegate* unmanaged<nint, FILE_INFO_BY_HANDLE_CLASS, nint, uint, int>)&SetFact;
            calls.RenamePath = (delegate* unmanaged<char*, char*, uint, int>)
                (delegate* unmanaged<nint, nint, uint, int>)&RenamePath;
            calls.LinkPath = (delegate* unmanaged<char*, char*, void*, int>)
                (delegate* unmanaged<nint, nint, nint, int>)&LinkPath;
            calls.RemovePath = (delegate* unmanaged<char*, int>)(delegate* unmanaged<nint, int>)&RemovePath;
            calls.AllocatePages = &AllocatePages;
            calls.FreePages = &FreePages;
            calls.LockPages = &LockPages;
            calls.Flush = &Flush;
            calls.SetErrorMode = (delegate* unmanaged<uint, uint*, int>)
                (delegate* unmanaged<uint, nint, int>)&SetErrorMode;
            calls.NtGetFile = (delegate* unmanaged<nint, IO_STATUS_BLOCK*, void*, uint, int, int>)
                (delegate* unmanaged<nint, nint, nint, uint, int, int>)&NtGetFile;
        }
    }

    private static void SetLocks(WindowsCalls calls)
    {
        // SAFETY: as in Create.
        unsafe
        {
            calls.Lock = (delegate* unmanaged<nint, uint, uint, uint, uint, OVERLAPPED*, int>)
                (delegate* unmanaged<nint, uint, uint, uint, uint, nint, int>)&Lock;
            calls.Unlock = (delegate* unmanaged<nint, uint, uint, uint, OVERLAPPED*, int>)
                (delegate* unmanaged<nint, uint, uint, uint, nint, int>)&Unlock;
        }
    }

    [UnmanagedCallersOnly]
    private static uint GetFileType(nint file) => WindowsScript.Current.FileType;

    [UnmanagedCallersOnly]
    private static uint GetAttributes(nint path) => Fails("GetAttributes")
        ? FILE.INVALID_FILE_ATTRIBUTES
        : WindowsScript.Current.Attributes;

    [UnmanagedCallersOnly]
    private static int GetFact(nint file, FILE_INFO_BY_HANDLE_CLASS fact, nint result, uint length)
    {
        WindowsScript script = WindowsScript.Current;
        if (Fails("GetFact", (long)fact))
        {
            return 0;
        }

        // SAFETY: the backend passes the address of a structure for the fact, and its size, which is compared first.
        unsafe
        {
            if (fact == FILE_INFO_BY_HANDLE_CLASS.FileAttributeTagInfo && length == sizeof(FILE_ATTRIBUTE_TAG_INFO))
            {
                var tag = (FILE_ATTRIBUTE_TAG_INFO*)result;
                tag->FileAttributes = script.Attributes;
                tag->ReparseTag = script.ReparseTag;
                return 1;
            }

            if (fact == FILE_INFO_BY_HANDLE_CLASS.FileStandardInfo && length == sizeof(FILE_STANDARD_INFO))
            {
                var standard = (FILE_STANDARD_INFO*)result;
                standard->AllocationSize = script.AllocatedBytes;
                standard->EndOfFile = script.Length;
                return 1;
            }
        }

        Marshal.SetLastSystemError(ERROR.ERROR_INVALID_PARAMETER);
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int SetFact(nint file, FILE_INFO_BY_HANDLE_CLASS fact, nint value, uint length)
    {
        if (fact == FILE_INFO_BY_HANDLE_CLASS.FileRenameInfoEx)
        {
            // SAFETY: the backend passes this structure with the name behind it.
            unsafe
            {
                var rename = (FILE_RENAME_INFO*)value;
                string name = new((char*)&rename->FileName, 0, (int)rename->FileNameLength / sizeof(char));
                WindowsScript.Current.Paths.Add(name);
                return Fails("SetFact", (long)fact, rename->Flags) ? 0 : 1;
            }
        }

        return Fails("SetFact", (long)fact, Marshal.ReadInt64(value)) ? 0 : 1;
    }

    [UnmanagedCallersOnly]
    private static int RenamePath(nint from, nint to, uint flags)
    {
        WindowsScript.Current.Paths.Add(Marshal.PtrToStringUni(from)!);
        WindowsScript.Current.Paths.Add(Marshal.PtrToStringUni(to)!);
        return Fails("RenamePath", flags) ? 0 : 1;
    }

    [UnmanagedCallersOnly]
    private static int LinkPath(nint to, nint from, nint security)
    {
        WindowsScript.Current.Paths.Add(Marshal.PtrToStringUni(from)!);
        WindowsScript.Current.Paths.Add(Marshal.PtrToStringUni(to)!);
        return Fails("LinkPath") ? 0 : 1;
    }

    [UnmanagedCallersOnly]
    private static int RemovePath(nint path)
    {
        WindowsScript.Current.Paths.Add(Marshal.PtrToStringUni(path)!);
        return Fails("RemovePath") ? 0 : 1;
    }

    [UnmanagedCallersOnly]
    private static nint AllocatePages(nint address, nuint length, uint type, uint protection) =>
        Fails("AllocatePages", type, protection) ? 0 : address == 0 ? 0x10000 : address;

    [UnmanagedCallersOnly]
    private static int FreePages(nint address, nuint length, uint type) =>
        Fails("FreePages", (long)length, type) ? 0 : 1;

    [UnmanagedCallersOnly]
    private static int LockPages(nint address, nuint length) => Fails("LockPages", address, (long)length) ? 0 : 1;

    [UnmanagedCallersOnly]
    private static int Lock(nint file, uint flags, uint reserved, uint length, uint lengthHigh, nint overlapped) =>
        Fails("Lock", flags, OffsetOf(overlapped)) ? 0 : 1;

    [UnmanagedCallersOnly]
    private static int Unlock(nint file, uint reserved, uint length, uint lengthHigh, nint overlapped) =>
        Fails("Unlock", length, OffsetOf(overlapped)) ? 0 : 1;

    private static long OffsetOf(nint overlapped)
    {
        // SAFETY: the backend passes an OVERLAPPED that lies on its stack during the call.
        unsafe
        {
            var transfer = (OVERLAPPED*)overlapped;
            return ((long)transfer->OffsetHigh << 32) | transfer->Offset;
        }
    }

    [UnmanagedCallersOnly]
    private static int Flush(nint file) => Fails("Flush") ? 0 : 1;

    [UnmanagedCallersOnly]
    private static int SetErrorMode(uint mode, nint oldMode)
    {
        WindowsScript.Current.ErrorModes.Add(mode);
        if (oldMode != 0)
        {
            Marshal.WriteInt32(oldMode, WindowsScript.OldErrorMode);
        }

        return 1;
    }

    [UnmanagedCallersOnly]
    private static int NtGetFile(nint file, nint status, nint result, uint length, int fact)
    {
        WindowsScript script = WindowsScript.Current;
        Marshal.WriteInt32(result, (int)(fact == NT.FileAccessInformation ? script.Rights : script.Mode));
        return NT.STATUS_SUCCESS;
    }
}
