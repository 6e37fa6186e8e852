using System;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NativeIo.Platform;

/// <summary>
/// A place for one open file at a time, used by one thread: what opens thousands of files a second would otherwise make
/// a handle object, with a finalizer, for each.
/// </summary>
/// <remarks>
/// Ownership: owns what is open in it. A backend that has numbers keeps the number here; others keep a handle. What is
/// still open when the slot is disposed, or lost, is closed. Thread safety: none.
/// </remarks>
internal sealed class FileSlot : SafeHandle
{
    internal FileSlot()
        : base(-1, ownsHandle: true)
    {
    }

    /// <summary>Gets a value indicating whether nothing is open.</summary>
    public override bool IsInvalid => handle == -1;

    /// <summary>Gets a value indicating whether a file is open.</summary>
    internal bool IsOpen => handle != -1 || Held is not null;

    /// <summary>The descriptor of a backend that keeps numbers.</summary>
    internal int Descriptor
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return (int)handle;
        }

        set
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            SetHandle(value);
        }
    }

    /// <summary>The handle of a backend that does not.</summary>
    internal SafeFileHandle? Held { get; set; }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Held?.Dispose();
            Held = null;
        }

        base.Dispose(disposing);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        // The framework's handle closes the number; this one only kept it.
        new SafeFileHandle(handle, ownsHandle: true).Dispose();
        return true;
    }
}
