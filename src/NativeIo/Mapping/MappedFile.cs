using System;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using ChunkedBuffers;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>
/// A file, or a part of one, in memory: shared without copying as slices that keep the mapping, or copied in a way that
/// survives a file which is cut meanwhile.
/// </summary>
/// <remarks>
/// <para>Ownership: whoever opens a mapped file disposes it. Slices that <see cref="Share(long, long)"/> gave out stay
/// valid; the mapping goes when the file was disposed and the last of them is gone.</para>
/// <para>When another process cuts the file, the pages behind its new end are gone, and looking at them ends this
/// process: there is no exception for it. <see cref="CopyTo"/>, <see cref="CopyFrom"/> and <see cref="ReadSlice"/> ask
/// the system to copy and get an error instead. Slices and spans look at the memory itself: use them for files that
/// nobody cuts.</para>
/// <para>A file that cannot be mapped but read, as in <c>/proc</c>, is read to a block when it is opened for reading:
/// <see cref="IsMapped"/> is false then and <see cref="NotMappedReason"/> says why.</para>
/// <para>Thread safety: all members; memory that is written to is as safe as its users make it.</para>
/// <example><code>
/// using MappedFile map = MappedFile.Open("table.bin");
/// map.Advise(MapAdvice.Random);
/// using BufferSlice row = map.Share(offset: 4096, length: 64);
/// Console.WriteLine(row.GetHashCode());
/// </code></example>
/// </remarks>
[DebuggerDisplay("{Path}: {Length} bytes from {Offset} on, {Access}")]
public sealed partial class MappedFile : IDisposable
{
    private readonly NativeFile _file;
    private readonly bool _ownsFile;
    private readonly MappedFileOptions _options;
    private readonly Lock _lock = new();

    /// <summary>What the mapping shows; replaced under the lock.</summary>
    private MapView _view = MapView.Empty;

    /// <summary>The bytes of a file that cannot be mapped; used and replaced under the lock.</summary>
    private BufferSlice _content;

    /// <summary>The option, or what the mapping was grown to; 0 for up to the end.</summary>
    private long _lengthWanted;

    private volatile bool _isDisposed;

    private MappedFile(NativeFile file, bool ownsFile, MappedFileOptions options)
    {
        _file = file;
        _ownsFile = ownsFile;
        _options = options;
        _lengthWanted = options.Length;
        MapAgain();
    }

    /// <summary>Gets the path that the file was opened by; empty for one that was made from a handle.</summary>
    public NativePath Path => _file.Path;

    /// <summary>Gets what the mapping is for.</summary>
    public MapAccess Access => _options.Access;

    /// <summary>Gets where in the file the mapping begins.</summary>
    public long Offset => _options.Offset;

    /// <summary>
    /// Gets the number of bytes that are mapped: those that there were when the file was opened, or mapped again.
    /// </summary>
    public long Length => Volatile.Read(ref _view).Length;

    /// <summary>
    /// Gets a value indicating whether the bytes are a mapping. False for what has no bytes and for what was read
    /// instead.
    /// </summary>
    public bool IsMapped => Volatile.Read(ref _view).Handle is not null;

    /// <summary>Gets why the file was read instead of mapped; null when it was not.</summary>
    public string? NotMappedReason { get; private set; }

    /// <summary>Gets whether copies go through the file, because the system denies checked ones.</summary>
    internal bool CopiesThroughFile { get; private set; }

    private FileBackend Backend => _file.Backend;

    /// <summary>Opens and maps a file. Ownership: the caller disposes it.</summary>
    /// <param name="path">Which.</param>
    /// <param name="options">How; null maps all of an existing file for reading.</param>
    /// <returns>The mapped file.</returns>
    /// <exception cref="ArgumentException">The options contradict each other, or the path is empty.</exception>
    /// <exception cref="NativeIoException">
    /// The system refused; the part is not in the file (<see cref="IoErrorKind.EndOfFile"/>); or it is no file that can
    /// be mapped or read instead (<see cref="IoErrorKind.NotSupported"/>).
    /// </exception>
    public static MappedFile Open(NativePath path, MappedFileOptions? options = null)
    {
        options ??= MappedFileOptions.Read;
        options.Validate();
        NativeFile file = NativeFile.Open(path, options.FileOptions);
        try
        {
            return new MappedFile(file, ownsFile: true, options);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Maps a file that is open already. Ownership: the caller disposes the result.</summary>
    /// <param name="file">
    /// The file. Ownership: borrows. The mapping stays without it, but checked copies, growing and advice may need the
    /// file, so it should be disposed last.
    /// </param>
    /// <param name="options">How; null maps all of it for reading. The mode is not used.</param>
    /// <returns>The mapped file.</returns>
    /// <exception cref="ArgumentException">
    /// The options make no sense, or the file was opened for less than they ask for.
    /// </exception>
    /// <exception cref="NativeIoException">As for <see cref="Open(NativePath, MappedFileOptions?)"/>.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public static MappedFile Open(NativeFile file, MappedFileOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        options ??= MappedFileOptions.Read;
        options.Validate();
        if (!file.Access.HasFlag(options.FileAccess))
        {
            throw new ArgumentException(
                $"A mapping for {options.Access} needs a file for {options.FileAccess}; it was opened for "
                + $"{file.Access}.",
                nameof(file));
        }

        return new MappedFile(file, ownsFile: false, options);
    }

    /// <summary>
    /// Ends the use of the file; the mapping itself stays as long as slices of it are held. Disposing twice does
    /// nothing.
    /// </summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            // Before the handle goes: a call that finds the handle closed then knows that there is no newer one.
            _isDisposed = true;
            _view.Handle?.Dispose();
            _content.Dispose();
        }

        // Last, since a mapping does not need the file, but calls that still run may.
        if (_ownsFile)
        {
            _file.Dispose();
        }
    }

    /// <summary>Keeps the mapping during a call.</summary>
    private BorrowedView Borrow()
    {
        while (true)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);

            // Pairs with the write in Show: whoever sees a view sees its handle.
            if (BorrowedView.TryBorrow(Volatile.Read(ref _view), out BorrowedView borrowed))
            {
                return borrowed;
            }
        }
    }

    [DoesNotReturn]
    private void Throw(string operation, IoErrorKind kind, string message, long bytesTransferred = 0) =>
        throw IoError.Create(operation, Path, kind, message, bytesTransferred);
}
