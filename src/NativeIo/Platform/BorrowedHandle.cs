using System;
using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace NativeIo.Platform;

/// <summary>
/// Keeps a handle open during a call, so that its number cannot be closed and given to another file meanwhile.
/// </summary>
internal ref struct BorrowedHandle
{
    private SafeFileHandle? _handle;

    /// <summary>Borrows; throws when the handle is closed.</summary>
    /// <exception cref="ObjectDisposedException">The handle is closed.</exception>
    internal BorrowedHandle(SafeFileHandle handle)
    {
        bool isBorrowed = false;
        handle.DangerousAddRef(ref isBorrowed);
        _handle = handle;
    }

    /// <summary>The handle's number on Unix.</summary>
    internal readonly int Descriptor => (int)Value;

    /// <summary>
    /// A path on Linux that leads to the open file, whatever becomes of the one that it was opened by. It needs /proc.
    /// </summary>
    internal readonly string Path => string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{Descriptor}");

    /// <summary>The handle's value.</summary>
    internal readonly nint Value => _handle!.DangerousGetHandle();

    /// <summary>Gives the handle back.</summary>
    internal void Dispose()
    {
        _handle?.DangerousRelease();
        _handle = null;
    }
}
