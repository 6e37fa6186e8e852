using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Win32.SafeHandles;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>
/// An open file that is read and written at positions, with the system's own calls.
/// </summary>
/// <remarks>
/// <para>Ownership: whoever opens a file disposes it. Memory that is passed to a call is borrowed until the call, or
/// the task that it returned, is over.</para>
/// <para>Thread safety: all members; reads and writes name their position, so that threads do not disturb each other.
/// A file that is disposed while another thread uses it is closed when that use is over.</para>
/// <para>Interrupted calls are repeated, short writes go on to their end and large transfers are split; a failure names
/// how many bytes were transferred before it.</para>
/// <example><code>
/// using NativeFile file = NativeFile.Open("measurements.bin");
/// using BufferSlice header = file.ReadSlice(64, offset: 0);
/// Console.WriteLine(header.Length);
/// </code></example>
/// </remarks>
[DebuggerDisplay("{Path}")]
public sealed partial class NativeFile : IDisposable, IAsyncDisposable
{
    /// <summary>
    /// The offset that stands for the place where the last such transfer ended: for pipes, terminals and other files
    /// that have no positions.
    /// </summary>
    public const long AtPosition = FileBackend.AtPosition;

    private readonly SafeFileHandle _handle;
    private readonly bool _ownsHandle;

    private NativeFile(
        SafeFileHandle handle,
        bool ownsHandle,
        NativePath path,
        FileAccess access,
        FileOpenFlags flags,
        FileBackend backend)
    {
        _handle = handle;
        _ownsHandle = ownsHandle;
        Path = path;
        Access = access;
        Flags = flags;
        Backend = backend;
    }

    /// <summary>Gets the path that the file was opened by; empty for one that was made from a handle.</summary>
    public NativePath Path { get; }

    /// <summary>Gets what the file was opened for.</summary>
    public FileAccess Access { get; }

    /// <summary>Gets how the file was opened.</summary>
    public FileOpenFlags Flags { get; }

    /// <summary>
    /// Gets the system's handle. Ownership: borrows; the file closes it when it is disposed.
    /// </summary>
    public SafeFileHandle Handle => _handle;

    /// <summary>Gets the length in bytes.</summary>
    /// <exception cref="NativeIoException">The system does not say.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public long Length => GetFacts().Length;

    /// <summary>Gets the backend that the file uses.</summary>
    internal FileBackend Backend { get; }

    /// <summary>Opens a file. Ownership: the caller disposes it.</summary>
    /// <param name="path">Which.</param>
    /// <param name="options">How; null opens an existing file for reading.</param>
    /// <returns>The open file.</returns>
    /// <exception cref="ArgumentException">The options contradict each other, or the path is empty.</exception>
    /// <exception cref="NativeIoException">The system refused.</exception>
    public static NativeFile Open(NativePath path, NativeFileOptions? options = null)
    {
        options ??= NativeFileOptions.Read;
        options.Validate();
        if (path.IsEmpty)
        {
            throw new ArgumentException("An empty path names no file.", nameof(path));
        }

        FileBackend backend = options.Backend ?? PlatformSelector.Current;
        var request = new FileOpenRequest(path, options.Access, options.Mode, options.Flags, options.PermissionBits);
        int attempts = 0;
        IoResult result;
        SafeFileHandle? handle;
        do
        {
            result = backend.Open(request, out handle);
        }
        while (!result.IsSuccess && Transfers.IsWorthRepeating(backend, result.ErrorCode, ref attempts));
        if (!result.IsSuccess)
        {
            IoError.Throw(backend, "open", path, result.ErrorCode);
        }

        var file = new NativeFile(handle!, ownsHandle: true, path, options.Access, options.Flags, backend);
        if (options.PreallocatedBytes > 0)
        {
            file.AllocateOrClose(options.PreallocatedBytes);
        }

        return file;
    }

    /// <summary>Opens a file on a thread of the pool, since opening can wait for a disk or a server.</summary>
    /// <param name="path">Which.</param>
    /// <param name="options">How; null opens an existing file for reading.</param>
    /// <param name="cancellation">Looked at before the system is asked.</param>
    /// <returns>The open file. Ownership: the caller disposes it.</returns>
    /// <exception cref="NativeIoException">The system refused.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled in time.</exception>
    public static ValueTask<NativeFile> OpenAsync(
        NativePath path, NativeFileOptions? options = null, CancellationToken cancellation = default) =>
        BlockingCall<(NativePath Path, NativeFileOptions? Options), NativeFile>.Run(
            (path, options), static state => Open(state.Path, state.Options), cancellation);

    /// <summary>Makes a file of a handle that is already open.</summary>
    /// <param name="handle">The handle. Ownership: transfers when <paramref name="ownsHandle"/> is true.</param>
    /// <param name="access">What it was opened for.</param>
    /// <param name="ownsHandle">Whether disposing the file closes the handle.</param>
    /// <returns>The file.</returns>
    /// <exception cref="ArgumentException">The handle is closed or invalid.</exception>
    public static NativeFile FromHandle(SafeFileHandle handle, FileAccess access, bool ownsHandle) =>
        OfHandle(handle, access, ownsHandle, PlatformSelector.Current);

    /// <summary>As <see cref="FromHandle"/>, with a backend that tests choose.</summary>
    internal static NativeFile OfHandle(
        SafeFileHandle handle, FileAccess access, bool ownsHandle, FileBackend backend)
    {
        ArgumentNullException.ThrowIfNull(handle);
        if (handle.IsInvalid || handle.IsClosed)
        {
            throw new ArgumentException("The handle is not open.", nameof(handle));
        }

        return new NativeFile(handle, ownsHandle, default, access, FileOpenFlags.None, backend);
    }

    /// <summary>Gets what the system says about the file.</summary>
    /// <returns>A snapshot.</returns>
    /// <exception cref="NativeIoException">The system does not say.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public FileFacts GetFacts()
    {
        IoResult result = Interruptions.GetFacts(Backend, _handle, out FileFacts facts);
        ThrowIfFailed("look at", result);
        return facts;
    }

    /// <summary>Gets what the system says about the file system that the file is on.</summary>
    /// <returns>A snapshot; of unknown kind where the system does not say.</returns>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public FileSystemFacts GetFileSystem() =>
        Backend.GetFileSystem(_handle, out FileSystemFacts facts).IsSuccess
            ? facts
            : new FileSystemFacts(FileSystemKind.Unknown, "", 0, 0);

    /// <summary>Cuts the file or extends it with zeros.</summary>
    /// <param name="length">The new length in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    /// <exception cref="NativeIoException">The system refused.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public void SetLength(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        int attempts = 0;
        IoResult result;
        do
        {
            result = Backend.SetLength(_handle, length);
        }
        while (!result.IsSuccess && Transfers.IsWorthRepeating(Backend, result.ErrorCode, ref attempts));
        ThrowIfFailed("set the length of", result);
    }

    /// <summary>
    /// Reserves space without changing the length, so that later writes there do not fail for want of it.
    /// </summary>
    /// <param name="offset">Where the space begins.</param>
    /// <param name="length">Its size in bytes, above 0.</param>
    /// <returns>False when the system or the file system cannot reserve; nothing changed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is negative or the length 0.</exception>
    /// <exception cref="NativeIoException">There is not enough space.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public bool TryAllocate(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        int attempts = 0;
        IoResult result;
        do
        {
            result = Backend.Allocate(_handle, offset, length);
        }
        while (!result.IsSuccess && Transfers.IsWorthRepeating(Backend, result.ErrorCode, ref attempts));
        if (!result.IsSuccess && Backend.Classify(result.ErrorCode) == IoErrorKind.NotSupported)
        {
            return false;
        }

        ThrowIfFailed("reserve space for", result);
        return true;
    }

    /// <summary>Sets the numbers of the owner and group. The system takes a program's privileges away.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="group">The group.</param>
    /// <exception cref="NativeIoException">
    /// The system refused: as a rule only the administrator may give files away.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public void SetOwner(uint owner, uint group) =>
        ThrowIfFailed("change the owner of", Interruptions.Repeat(
            Backend,
            (Handle: _handle, owner, group),
            static (backend, state) => backend.SetOwner(state.Handle, state.owner, state.group)));

    /// <summary>Makes written bytes survive a power failure.</summary>
    /// <param name="level">What must survive.</param>
    /// <exception cref="NativeIoException">
    /// The device failed. What was written since the last flush may be lost; flushing again does not tell.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public void Flush(FlushLevel level = FlushLevel.Data)
    {
        int attempts = 0;
        IoResult result;
        do
        {
            result = Backend.Flush(_handle, level);
        }
        while (!result.IsSuccess && Transfers.IsWorthRepeating(Backend, result.ErrorCode, ref attempts));
        ThrowIfFailed("flush", result);
    }

    /// <summary>As <see cref="Flush"/>, on a thread of the pool.</summary>
    /// <param name="level">What must survive.</param>
    /// <param name="cancellation">Looked at before the system is asked.</param>
    /// <returns>A task that ends when the bytes are safe.</returns>
    /// <exception cref="NativeIoException">The device failed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled in time.</exception>
    public ValueTask FlushAsync(FlushLevel level = FlushLevel.Data, CancellationToken cancellation = default) =>
        BlockingCall<(NativeFile File, FlushLevel Level), bool>.RunWithoutResult(
            (this, level),
            static state =>
            {
                state.File.Flush(state.Level);
                return true;
            },
            cancellation);

    /// <summary>Tells the system what is going to happen; a hint that it may ignore.</summary>
    /// <param name="advice">What.</param>
    /// <param name="offset">Where the part begins.</param>
    /// <param name="length">Its length in bytes; 0 means up to the end.</param>
    /// <returns>False when the system does not take the hint.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is negative.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public bool Advise(FileAdvice advice, long offset = 0, long length = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return Backend.Advise(_handle, advice, offset, length).IsSuccess;
    }

    /// <summary>
    /// Closes a file that was written, and throws what the file system reports only then, as servers do with writes
    /// that they refuse late. It is closed also when this throws.
    /// </summary>
    /// <exception cref="NativeIoException">What was written may be lost.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public void CloseChecked()
    {
        IoResult result = Backend.ReportClose(_handle);
        Dispose();

        // An interrupted report is no failure: the descriptor is closed, and asking again would report nothing.
        if (!result.IsSuccess && Backend.Classify(result.ErrorCode) != IoErrorKind.Interrupted)
        {
            ThrowIfFailed("close", result);
        }
    }

    /// <summary>Closes the file, as soon as no call uses it. Closing twice does nothing.</summary>
    public void Dispose()
    {
        if (_ownsHandle)
        {
            _handle.Dispose();
        }
    }

    /// <summary>As <see cref="Dispose"/>.</summary>
    /// <returns>A task that is over.</returns>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Makes a file of a handle that this library opened. Ownership: the handle transfers.</summary>
    internal static NativeFile FromOpened(
        SafeFileHandle handle, NativePath path, FileAccess access, FileOpenFlags flags, FileBackend backend) =>
        new(handle, ownsHandle: true, path, access, flags, backend);

    /// <summary>
    /// Makes a second object of the handle, which does not close it. Ownership: the caller keeps the first for as long.
    /// </summary>
    internal NativeFile Share() => new(_handle, ownsHandle: false, Path, Access, Flags, Backend);

    internal void AllocateOrClose(long length)
    {
        try
        {
            _ = TryAllocate(0, length);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private void ThrowIfFailed(string operation, IoResult result)
    {
        if (!result.IsSuccess)
        {
            IoError.Throw(Backend, operation, Path, result.ErrorCode, result.Value);
        }
    }
}
