using System;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NativeIo.Platform;

/// <summary>
/// The event that a thread waits for at the end of a transfer. A thread has one transfer at a time, so it has one
/// event; it is closed when the thread is gone.
/// </summary>
internal sealed class WindowsEvent : SafeHandleZeroOrMinusOneIsInvalid
{
    [ThreadStatic]
    private static WindowsEvent? t_current;

    private readonly WindowsCalls _calls;

    private WindowsEvent(WindowsCalls calls)
        : base(ownsHandle: true) => _calls = calls;

    /// <summary>
    /// Gets the event as a transfer takes it. The lowest bit keeps the completion from a port that the file may be
    /// bound to, whose owner would take it for one of its own.
    /// </summary>
    internal nint TransferValue => handle | 1;

    /// <summary>Gets the calling thread's event, or null with the code of what went wrong.</summary>
    internal static WindowsEvent? OfThread(WindowsCalls calls, out int errorCode)
    {
        errorCode = 0;
        WindowsEvent? current = t_current;
        if (current is not null && ReferenceEquals(current._calls, calls))
        {
            return current;
        }

        current = new WindowsEvent(calls);

        // SAFETY: the call takes no memory: no security, no name.
        unsafe
        {
            current.SetHandle(calls.CreateEvent(null, 1, 0, null));
            errorCode = current.IsInvalid ? Marshal.GetLastSystemError() : 0;
        }

        if (errorCode != 0)
        {
            current.Dispose();
            return null;
        }

        // The one of another table, which only tests have, is still in use by nobody: this thread is here.
        t_current?.Dispose();
        t_current = current;
        return current;
    }

    protected override bool ReleaseHandle()
    {
        // SAFETY: the handle is this object's own, and nothing waits for it: transfers end before they return.
        unsafe
        {
            return _calls.Close(handle) != 0;
        }
    }
}
