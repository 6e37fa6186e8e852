using System;
using System.Diagnostics;
using System.IO;
using Microsoft.Win32.SafeHandles;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>
/// A lock that threads and processes take turns with, by a file that all of them open. It binds those who ask for it
/// only, and a process that dies has given it back.
/// </summary>
/// <remarks>
/// <para>Two of these objects exclude each other, also in one process. The file holds nothing and stays; who removes it
/// lets two hold the lock at once. File systems of a server may not have such locks: taking one says so.</para>
/// <para>Ownership: owns a handle; whoever opens it disposes it, which gives the lock back. Thread safety: one thread
/// at a time; make one for each.</para>
/// <example><code>
/// using FileLock turn = FileLock.Open(folder, "lock");
/// if (turn.TryTake())
/// {
///     RunAlone();
///     turn.Release();
/// }
/// </code></example>
/// </remarks>
[DebuggerDisplay("{Path}, taken: {IsTaken}")]
public sealed class FileLock : IDisposable
{
    private const int PermissionBits = 0b110_110_110;

    private readonly FileBackend _backend;

    /// <summary>Null where openings exclude each other.</summary>
    private readonly NativeFile? _file;
    private readonly NativePath _fullPath;
    private SafeFileHandle? _exclusive;
    private bool _isDisposed;

    private FileLock(FileBackend backend, NativeFile? file, NativePath path, NativePath fullPath)
    {
        _backend = backend;
        _file = file;
        _fullPath = fullPath;
        Path = path;
    }

    /// <summary>Gets the path that the file was opened by.</summary>
    public NativePath Path { get; }

    /// <summary>Gets a value indicating whether this object holds the lock.</summary>
    public bool IsTaken { get; private set; }

    /// <summary>Opens the file, or makes it. The lock is not taken. Ownership: the caller disposes it.</summary>
    /// <param name="folder">Where. Ownership: borrows.</param>
    /// <param name="path">Which file, relative to the folder.</param>
    /// <param name="permissionBits">Unix permission bits of a new file, before the process's mask.</param>
    /// <returns>The lock.</returns>
    /// <exception cref="NativeIoException">The path leads out, or the system refused.</exception>
    /// <exception cref="ObjectDisposedException">The folder is closed.</exception>
    public static FileLock Open(RootedDirectory folder, NativePath path, int permissionBits = PermissionBits)
    {
        ArgumentNullException.ThrowIfNull(folder);
        NativePath fullPath = NativePath.Join(folder.Path, path);
        var options = new NativeFileOptions
        {
            Access = FileAccess.ReadWrite,
            Mode = FileOpenMode.OpenOrCreate,
            PermissionBits = permissionBits,
        };
        if (folder.Backend.HasLocks)
        {
            NativeFile file = folder.OpenFile(path, options);
            return new FileLock(folder.Backend, file, file.Path, fullPath);
        }

        try
        {
            // Where openings exclude each other, this one would be in the way.
            folder.OpenFile(path, options).Dispose();
        }
        catch (NativeIoException exception) when (exception.Kind is IoErrorKind.WouldBlock or IoErrorKind.Busy)
        {
            // Somebody has the lock, so the file is there.
            return new FileLock(folder.Backend, null, fullPath, fullPath);
        }

        return new FileLock(folder.Backend, null, fullPath, fullPath);
    }

    /// <summary>Takes the lock, if nobody has it.</summary>
    /// <returns>False when somebody has it.</returns>
    /// <exception cref="InvalidOperationException">This object has it already.</exception>
    /// <exception cref="NativeIoException">The system or the file system has no such locks.</exception>
    /// <exception cref="ObjectDisposedException">The lock is disposed.</exception>
    public bool TryTake()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (IsTaken)
        {
            throw new InvalidOperationException($"The lock '{Path}' is taken by this object already.");
        }

        if (!_backend.HasLocks)
        {
            IsTaken = TryTakeByFramework();
            return IsTaken;
        }

        int attempts = 0;
        IoResult result;
        do
        {
            result = _backend.TryLock(_file!.Handle);
        }
        while (!result.IsSuccess && Transfers.IsWorthRepeating(_backend, result.ErrorCode, ref attempts));
        IoErrorKind kind = result.IsSuccess ? IoErrorKind.Unknown : _backend.Classify(result.ErrorCode);
        if (!result.IsSuccess && kind is not (IoErrorKind.WouldBlock or IoErrorKind.Busy))
        {
            IoError.Throw(_backend, "lock", Path, result.ErrorCode);
        }

        IsTaken = result.IsSuccess;
        return IsTaken;
    }

    /// <summary>Gives the lock back.</summary>
    /// <exception cref="InvalidOperationException">This object does not have it.</exception>
    public void Release()
    {
        if (!IsTaken)
        {
            throw new InvalidOperationException($"The lock '{Path}' is not taken by this object.");
        }

        IsTaken = false;
        if (_exclusive is not null)
        {
            _exclusive.Dispose();
            _exclusive = null;
            return;
        }

        IoResult result = _backend.Unlock(_file!.Handle);
        if (!result.IsSuccess)
        {
            IoError.Throw(_backend, "unlock", Path, result.ErrorCode);
        }
    }

    /// <summary>
    /// Gives the lock back, if this object has it, and closes the file. Disposing twice does nothing.
    /// </summary>
    public void Dispose()
    {
        _isDisposed = true;
        IsTaken = false;
        _exclusive?.Dispose();
        _file?.Dispose();
    }

    /// <summary>
    /// The framework takes a lock with each file that is opened for oneself alone: of the kind that Linux's backend
    /// takes, where there is that, so that both exclude each other.
    /// </summary>
    private bool TryTakeByFramework()
    {
        if (!_fullPath.TryGetText(out string? text))
        {
            throw IoError.Create(
                "lock", Path, IoErrorKind.NotSupported, "its name is no text, which this system needs");
        }

        try
        {
            _exclusive = File.OpenHandle(text, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            IoErrorKind kind = PortableErrors.Classify(PortableErrors.CodeOf(exception), _backend.Classify);
            return kind is IoErrorKind.WouldBlock or IoErrorKind.Busy
                ? false
                : throw IoError.Create("lock", Path, kind, exception.Message.TrimEnd('.'));
        }
    }
}
