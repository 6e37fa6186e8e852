using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>
/// Makes a file, or replaces one, all at once: whoever opens the name sees the old file or the complete new one, also
/// after a crash.
/// </summary>
/// <remarks>
/// <para>Order: a temporary file is made in the folder of the name (without a name where the file system has that) ->
/// written -> flushed -> given the name by a link or a rename -> the folder is flushed. Each step ends before the next
/// begins. Until the name is given nothing is visible under it; a process that dies leaves the old file, and where
/// nameless files do not exist, or in the moment between link and rename, a file called <c>.(number).tmp</c>.</para>
/// <para>Ownership: whoever makes the writer disposes it. Disposing before <see cref="Commit"/> gives up: the name is
/// as it was, and nothing is left over.</para>
/// <para>Thread safety: belongs to one thread at a time.</para>
/// <para>The name may belong to a symbolic link: <see cref="AtomicFileOptions.FollowsLink"/> says what is replaced
/// then. Hard links keep the old file. Locks and watches on the old file do not go over to the new one.</para>
/// <example><code>
/// using (AtomicFileWriter writer = AtomicFileWriter.Create("settings.json"))
/// {
///     writer.Write("{}"u8);
///     writer.Commit();
/// }
/// </code></example>
/// </remarks>
[DebuggerDisplay("{Path}, {Length} bytes")]
public sealed partial class AtomicFileWriter : IDisposable, IAsyncDisposable
{
    private readonly FileBackend _backend;
    private readonly AtomicFileOptions _options;
    private readonly FilePlace _place;
    private readonly TemporaryFile _temporary;
    private readonly NativeFile? _folder;
    private readonly ChunkedBuffer _staged = new();
    private bool _isDisposed;
    private bool _isBroken;

    private AtomicFileWriter(
        FileBackend backend, AtomicFileOptions options, FilePlace place, TemporaryFile temporary, NativeFile? folder)
    {
        _backend = backend;
        _options = options;
        _place = place;
        _temporary = temporary;
        _folder = folder;
    }

    /// <summary>Gets the name that the file gets; of a link that is followed, the file that it leads to.</summary>
    public NativePath Path => _place.Path;

    /// <summary>Gets the bytes written so far.</summary>
    public long Length => _written + _staged.Length;

    /// <summary>Gets a value indicating whether the name leads to the new file.</summary>
    public bool IsCommitted { get; private set; }

    /// <summary>
    /// Gets the temporary file that could not be removed when the writer was disposed; empty when nothing is left over.
    /// After a commit it is a second name of the file.
    /// </summary>
    public NativePath Leftover => _isDisposed ? _temporary.Name : default;

    /// <summary>Makes a writer. Ownership: the caller disposes it.</summary>
    /// <param name="path">The name of the file.</param>
    /// <param name="options">How; null means <see cref="AtomicFileOptions.Default"/>.</param>
    /// <returns>The writer.</returns>
    /// <exception cref="ArgumentException">The path is empty or ends in a separator, or an option is out of
    /// range.</exception>
    /// <exception cref="NativeIoException">
    /// The folder does not exist or may not be written, the file exists and must not be replaced, or something else
    /// than a file has the name.
    /// </exception>
    public static AtomicFileWriter Create(NativePath path, AtomicFileOptions? options = null)
    {
        options ??= AtomicFileOptions.Default;
        options.Validate();
        if (path.IsEmpty || FilePlace.EndsInSeparator(path))
        {
            throw new ArgumentException($"'{path}' does not end in the name of a file.", nameof(path));
        }

        FileBackend backend = options.Backend ?? PlatformSelector.Current;
        FilePlace place = FilePlace.Find(backend, path, options.FollowsLink);
        if (place.Existing is not null && !options.Overwrites)
        {
            throw IoError.Create("create", place.Path, IoErrorKind.AlreadyExists, "there is a file of that name");
        }

        NativeFile? folder = options.Durability == FlushLevel.None ? null : OpenFolder(backend, place.Folder);
        TemporaryFile? temporary = null;
        try
        {
            temporary = TemporaryFile.Create(backend, place.Folder, FirstPermissions(options, place));
            var writer = new AtomicFileWriter(backend, options, place, temporary, folder);
            writer.Prepare();
            return writer;
        }
        catch
        {
            temporary?.Dispose();
            folder?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Makes everything that was written the file of that name. It can be done once; when it fails, the writer has
    /// given up and the name is as it was, except when the exception says that the folder could not be flushed: then
    /// the name leads to the new file (<see cref="IsCommitted"/>), but may not after a power failure.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// A write failed before, the lease of a write is open, or it is committed already.
    /// </exception>
    /// <exception cref="NativeIoException">The system refused a step; the exception names it.</exception>
    /// <exception cref="ObjectDisposedException">The writer is disposed, or gave up in a commit that
    /// failed.</exception>
    public void Commit()
    {
        RequireWritable();
        if (_staged.HasOpenLease)
        {
            throw new InvalidOperationException("A write lease is open: call Advance before Commit.");
        }

        try
        {
            WriteStaged();
            _temporary.File.Flush(_options.Durability);
            _temporary.Publish(_place.Path, _options.Overwrites, _options.Durability);
            IsCommitted = true;
            FlushFolder();
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>As <see cref="Commit"/>, on a thread of the pool.</summary>
    /// <param name="cancellation">Looked at before the commit begins; the writer is as it was then.</param>
    /// <returns>A task that ends when the name leads to the new file.</returns>
    /// <exception cref="InvalidOperationException">As for <see cref="Commit"/>.</exception>
    /// <exception cref="NativeIoException">The system refused a step; the exception names it.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled in time.</exception>
    public ValueTask CommitAsync(CancellationToken cancellation = default) =>
        BlockingCall<AtomicFileWriter, bool>.RunWithoutResult(
            this,
            static writer =>
            {
                writer.Commit();
                return true;
            },
            cancellation);

    /// <summary>
    /// Gives up, unless the file is committed: the name is as it was. Disposing twice does nothing.
    /// </summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _temporary.Dispose();
        _folder?.Dispose();
        _staged.Dispose();
    }

    /// <summary>As <see cref="Dispose"/>.</summary>
    /// <returns>A task that is over.</returns>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Opens the folder before anything is written, so that a commit cannot fail for want of a handle at its end.
    /// </summary>
    private static NativeFile? OpenFolder(FileBackend backend, NativePath folder)
    {
        try
        {
            return NativeFile.Open(folder, new NativeFileOptions
            {
                Flags = FileOpenFlags.Directory,
                Backend = backend,
            });
        }
        catch (NativeIoException exception) when (exception.Kind == IoErrorKind.NotSupported)
        {
            // Systems that do not open folders keep their entries safe by themselves.
            return null;
        }
    }

    /// <summary>
    /// Nobody else may read the temporary file before it has the permissions of the file that it replaces.
    /// </summary>
    private static int FirstPermissions(AtomicFileOptions options, FilePlace place) =>
        KeepsPermissions(options, place) ? 0b110_000_000 : options.PermissionBits;

    /// <summary>A link has no permissions of its own that mean anything.</summary>
    private static bool KeepsPermissions(AtomicFileOptions options, FilePlace place) =>
        options.KeepsPermissions && place.Existing is { Kind: FileKind.Regular };

    private void Prepare()
    {
        if (KeepsPermissions(_options, _place))
        {
            _temporary.TakeOver(_place.Existing!.Value, _place.Path);
        }

        if (_options.PreallocatedBytes > 0)
        {
            _ = _temporary.File.TryAllocate(0, _options.PreallocatedBytes);
        }
    }

    private void FlushFolder()
    {
        if (_folder is null)
        {
            return;
        }

        try
        {
            _folder.Flush(FlushLevel.Full);
        }
        catch (NativeIoException exception) when (
            exception.Kind is IoErrorKind.InvalidArgument or IoErrorKind.NotSupported)
        {
            // Some file systems cannot flush a folder; there is nothing more to ask them for.
            return;
        }
    }

    private void RequireWritable()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_isBroken)
        {
            throw new InvalidOperationException(
                $"A write to '{_place.Path}' failed before, so its bytes are not complete. "
                + "Dispose the writer and make another.");
        }
    }
}
