using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.Win32.SafeHandles;
using NativeIo.Interop.Windows;

namespace NativeIo.Platform;

/// <summary>
/// What the backend remembers about an open handle: how it was opened, and for transfers without an offset the position
/// that the system does not keep for handles like ours.
/// </summary>
/// <remarks>Thread safety: the lock is held while the position is used.</remarks>
internal sealed class WindowsOpenFile
{
    private static readonly ConditionalWeakTable<SafeFileHandle, WindowsOpenFile> s_known = [];

    private WindowsOpenFile(uint type, uint mode)
    {
        IsDisk = type == FILE.FILE_TYPE_DISK;
        IsSynchronous = (mode & (NT.FILE_SYNCHRONOUS_IO_ALERT | NT.FILE_SYNCHRONOUS_IO_NONALERT)) != 0;
        IsUnbuffered = (mode & NT.FILE_NO_INTERMEDIATE_BUFFERING) != 0;
    }

    /// <summary>Gets a value indicating whether the file has positions.</summary>
    internal bool IsDisk { get; }

    /// <summary>Gets a value indicating whether the system keeps a position and does one transfer at a time.</summary>
    internal bool IsSynchronous { get; }

    /// <summary>Gets a value indicating whether transfers bypass the cache.</summary>
    internal bool IsUnbuffered { get; }

    /// <summary>Gets the lock of the position.</summary>
    internal Lock PositionLock { get; } = new();

    /// <summary>Where the next transfer without an offset begins.</summary>
    internal long PositionUnsynchronized { get; set; }

    /// <summary>Finds what is remembered about a handle, or asks the system.</summary>
    internal static WindowsOpenFile Of(SafeFileHandle handle, WindowsCalls calls)
    {
        if (s_known.TryGetValue(handle, out WindowsOpenFile? known))
        {
            return known;
        }

        using var borrowed = new BorrowedHandle(handle);
        uint mode = 0;
        uint type;

        // SAFETY: both results lie on this stack during the calls, and the system writes at most their size.
        unsafe
        {
            IO_STATUS_BLOCK status = default;
            type = calls.GetFileType(borrowed.Value);
            if (calls.NtGetFile(borrowed.Value, &status, &mode, sizeof(uint), NT.FileModeInformation) < 0)
            {
                mode = 0;
            }
        }

        return s_known.GetOrAdd(handle, new WindowsOpenFile(type, mode));
    }
}
