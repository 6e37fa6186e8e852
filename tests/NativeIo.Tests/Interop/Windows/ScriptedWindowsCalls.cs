using System;
using System.Runtime.InteropServices;
using NativeIo.Interop.Windows;
using NativeIo.Platform;

namespace NativeIo.Tests;

/// <summary>
/// A table of Windows calls that do what the thread's <see cref="WindowsScript"/> says, with the memory handling of the
/// kernel: a transfer that is pending writes the memory and the OVERLAPPED when it ends, not before.
/// </summary>
internal static partial class ScriptedWindowsCalls
{
    private const nint EventHandle = 0x1230;

    private static nint s_buffer;
    private static nint s_overlapped;
    private static WindowsStep s_pending;
    private static int s_waits;

    /// <summary>Makes the table. One thread at a time uses it.</summary>
    internal static WindowsCalls Create()
    {
        var calls = new WindowsCalls();

        // SAFETY: each function has the signature of its entry, with numbers in the place of pointers, which are passed
        // alike.
        unsafe
        {
            calls.Open = (delegate* unmanaged<char*, uint, uint, void*, uint, uint, nint, nint>)
                (delegate* unmanaged<nint, uint, uint, nint, uint, uint, nint, nint>)&Open;
            calls.Reopen = &Reopen;
            calls.Close = &Close;
            calls.Read = (delegate* unmanaged<nint, byte*, uint, uint*, OVERLAPPED*, int>)
                (delegate* unmanaged<nint, nint, uint, nint, nint, int>)&Read;
            calls.Write = (delegate* unmanaged<nint, byte*, uint, uint*, OVERLAPPED*, int>)
                (delegate* unmanaged<nint, nint, uint, nint, nint, int>)&Write;
            calls.ReadPages = (delegate* unmanaged<nint, FILE_SEGMENT_ELEMENT*, uint, uint*, OVERLAPPED*, int>)
                (delegate* unmanaged<nint, nint, uint, nint, nint, int>)&ReadPages;
            calls.WritePages = (delegate* unmanaged<nint, FILE_SEGMENT_ELEMENT*, uint, uint*, OVERLAPPED*, int>)
                (delegate* unmanaged<nint, nint, uint, nint, nint, int>)&WritePages;
            calls.GetResult = (delegate* unmanaged<nint, OVERLAPPED*, uint*, int, int>)
                (delegate* unmanaged<nint, nint, nint, int, int>)&GetResult;
            calls.CreateEvent = (delegate* unmanaged<void*, int, int, char*, nint>)
                (delegate* unmanaged<nint, int, int, nint, nint>)&CreateEvent;
            SetFacts(calls);
            SetLocks(calls);
            SetMapping(calls);
            SetListing(calls);
        }

        return calls;
    }

    private static bool Fails(string call, long first = 0, long second = 0)
    {
        WindowsScript script = WindowsScript.Current;
        script.Calls.Add((call, first, second));
        if (!script.Failures.TryGetValue(call, out int errorCode))
        {
            return false;
        }

        Marshal.SetLastSystemError(errorCode);
        return true;
    }

    [UnmanagedCallersOnly]
    private static nint Open(
        nint path, uint access, uint share, nint security, uint disposition, uint flags, nint template) =>
        Fails("Open", access, ((long)disposition << 32) | flags) ? -1 : WindowsScript.Current.Opened;

    [UnmanagedCallersOnly]
    private static nint Reopen(nint file, uint access, uint share, uint flags) =>
        Fails("Reopen", access, flags) ? -1 : WindowsScript.Current.Opened;

    [UnmanagedCallersOnly]
    private static int Close(nint handle) => handle == EventHandle ? 1 : 0;

    [UnmanagedCallersOnly]
    private static nint CreateEvent(nint security, int isManual, int isSet, nint name)
    {
        if (Fails("CreateEvent"))
        {
            return 0;
        }

        WindowsScript.Current.EventsMade++;
        return EventHandle;
    }

    [UnmanagedCallersOnly]
    private static int Read(nint file, nint buffer, uint length, nint count, nint overlapped) =>
        Transfer("Read", buffer, length, count, overlapped);

    [UnmanagedCallersOnly]
    private static int Write(nint file, nint buffer, uint length, nint count, nint overlapped) =>
        Transfer("Write", 0, length, count, overlapped);

    [UnmanagedCallersOnly]
    private static int ReadPages(nint file, nint pages, uint length, nint reserved, nint overlapped)
    {
        NotePages(pages, length);
        return Transfer("ReadPages", 0, length, reserved, overlapped);
    }

    [UnmanagedCallersOnly]
    private static int WritePages(nint file, nint pages, uint length, nint reserved, nint overlapped)
    {
        NotePages(pages, length);
        return Transfer("WritePages", 0, length, reserved, overlapped);
    }

    private static void NotePages(nint pages, uint length)
    {
        for (int index = 0; index <= (int)length / Environment.SystemPageSize; index++)
        {
            WindowsScript.Current.Pages.Add((ulong)Marshal.ReadInt64(pages, index * sizeof(ulong)));
        }
    }

    private static int Transfer(string call, nint buffer, uint length, nint count, nint overlapped)
    {
        WindowsStep step = WindowsScript.Current.Steps.Dequeue();

        // SAFETY: the addresses are those that the backend passed as a call to the system; it keeps what is there until
        // the transfer is over, which is what these tests look at. A null address is not used.
        unsafe
        {
            var transfer = (OVERLAPPED*)overlapped;
            long offset = transfer is null ? -1 : ((long)transfer->OffsetHigh << 32) | transfer->Offset;
            WindowsScript.Current.Events.Add(transfer is null ? 0 : transfer->hEvent);
            _ = Fails(call, offset, length);
            if (step.IsPending)
            {
                (s_buffer, s_overlapped, s_pending, s_waits) = (buffer, overlapped, step, 0);
                transfer->Internal = NT.STATUS_PENDING;
                Marshal.SetLastSystemError(ERROR.ERROR_IO_PENDING);
                return 0;
            }

            End(step, buffer, overlapped);
            if (count != 0)
            {
                *(uint*)count = step.Count;
            }
        }

        Marshal.SetLastSystemError(step.ErrorCode);
        return step.ErrorCode == 0 ? 1 : 0;
    }

    private static void End(in WindowsStep step, nint buffer, nint overlapped)
    {
        // SAFETY: as in Transfer; the script never has more bytes than the backend asked for.
        unsafe
        {
            if (buffer != 0)
            {
                new Span<byte>((void*)buffer, (int)step.Count).Fill(WindowsScript.Content);
            }

            if (overlapped != 0)
            {
                ((OVERLAPPED*)overlapped)->InternalHigh = step.Count;
                ((OVERLAPPED*)overlapped)->Internal = step.ErrorCode == 0 ? 0u : 0xC0000001u;
            }
        }
    }

    [UnmanagedCallersOnly]
    private static int GetResult(nint file, nint overlapped, nint count, int waits)
    {
        _ = Fails("GetResult", waits);
        if (overlapped != s_overlapped || s_waits++ < s_pending.FailedWaits)
        {
            Marshal.SetLastSystemError(ERROR.ERROR_IO_INCOMPLETE);
            return 0;
        }

        End(s_pending, s_buffer, s_overlapped);
        Marshal.SetLastSystemError(s_pending.ErrorCode);
        return s_pending.ErrorCode == 0 ? 1 : 0;
    }
}
