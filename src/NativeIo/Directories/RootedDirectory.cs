using System;
using System.Diagnostics;
using System.IO;
using Microsoft.Win32.SafeHandles;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>
/// A folder that nothing escapes: every path is relative to it, and one that leads out is refused, whether by
/// <c>..</c>, by being absolute, by a link, by a link of <c>/proc</c>, or by somebody who swaps a folder for a link at
/// the same time.
/// </summary>
/// <remarks>
/// <para>Paths that contain <c>..</c> are refused and not shortened: what <c>a/..</c> means depends on what <c>a</c>
/// is. <see cref="Containment"/> says what keeps paths inside on this system. Two things lead out by nobody's path and
/// are not prevented: hard links that were made elsewhere, and, unless <see
/// cref="RootedDirectoryOptions.StaysOnFileSystem"/> is set, what is mounted below.</para>
/// <para>Ownership: owns a handle; whoever opens the folder disposes it. Files that were opened from it stay open.
/// Thread safety: all members.</para>
/// <example><code>
/// using RootedDirectory uploads = RootedDirectory.Open("/srv/uploads");
/// using NativeFile file = uploads.OpenFile(nameFromTheNetwork);
/// </code></example>
/// </remarks>
[DebuggerDisplay("{Path}")]
public sealed partial class RootedDirectory : IDisposable
{
    private readonly SafeFileHandle? _handle;
    private readonly RootedDirectoryOptions _options;
    private readonly FileBackend _backend;
    private volatile bool _isDisposed;

    private RootedDirectory(
        SafeFileHandle? handle, NativePath path, RootedDirectoryOptions options, PathContainment containment)
    {
        _handle = handle;
        _options = options;
        _backend = options.Backend ?? PlatformSelector.Current;
        Path = path;
        Containment = containment;
    }

    /// <summary>Gets the path that the folder was opened by; it may be elsewhere now.</summary>
    public NativePath Path { get; }

    /// <summary>Gets what keeps paths inside.</summary>
    public PathContainment Containment { get; }

    private static bool IsWindows => System.IO.Path.DirectorySeparatorChar == '\\';

    private SafeFileHandle Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _handle!;
        }
    }

    /// <summary>Opens a folder. Ownership: the caller disposes it.</summary>
    /// <param name="path">Which; links in this path are followed.</param>
    /// <param name="options">
    /// How paths in it are treated; null means <see cref="RootedDirectoryOptions.Default"/>.
    /// </param>
    /// <returns>The open folder.</returns>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="NativeIoException">There is no such folder, or it may not be opened.</exception>
    public static RootedDirectory Open(NativePath path, RootedDirectoryOptions? options = null)
    {
        options ??= RootedDirectoryOptions.Default;
        if (path.IsEmpty)
        {
            throw new ArgumentException("An empty path names no folder.", nameof(path));
        }

        FileBackend backend = options.Backend ?? PlatformSelector.Current;
        if (!backend.ListsByHandle || options.ContainmentForced == PathContainment.Checks)
        {
            IoResult looked = Interruptions.GetFacts(backend, path, followsLinks: true, out FileFacts facts);
            if (!looked.IsSuccess)
            {
                IoError.Throw(backend, "open", path, looked.ErrorCode);
            }

            return facts.Kind is FileKind.Directory or FileKind.Unknown
                ? new RootedDirectory(null, path, options, PathContainment.Checks)
                : throw IoError.Create("open", path, IoErrorKind.NotDirectory, "it is no folder");
        }

        using NativeFile folder = NativeFile.Open(
            path, new NativeFileOptions { Flags = FileOpenFlags.Directory, Backend = backend });
        return OfHandle(folder.Handle, path, options, backend);
    }

    /// <summary>Gets the backend that everything goes through.</summary>
    internal FileBackend Backend => _backend;

    /// <summary>Opens a file, or a folder to use its handle. Ownership: the caller disposes it.</summary>
    /// <param name="path">
    /// Which, relative to this folder; nothing for the folder itself, where the options ask for a folder.
    /// </param>
    /// <param name="options">How; null opens an existing file for reading.</param>
    /// <returns>The open file.</returns>
    /// <exception cref="ArgumentException">The options contradict each other, or the path is empty.</exception>
    /// <exception cref="NativeIoException">The path leads out, or the system refused.</exception>
    /// <exception cref="ObjectDisposedException">The folder is closed.</exception>
    public NativeFile OpenFile(NativePath path, NativeFileOptions? options = null)
    {
        options ??= NativeFileOptions.Read;
        options.Validate();
        bool opensFolder = (options.Flags & (FileOpenFlags.Temporary | FileOpenFlags.Directory)) != 0;
        RootedPath rooted = Parse(path, mayBeRoot: opensFolder);
        if (rooted.NamesFolder && !opensFolder)
        {
            throw IoError.Create("open", path, IoErrorKind.IsDirectory, "a path that ends so names a folder");
        }

        if (Containment == PathContainment.Checks)
        {
            return NativeFile.Open(
                Checked(rooted),
                options with { Flags = options.Flags | FileOpenFlags.NoFollow, Backend = _backend });
        }

        var request = new FileOpenRequest(default, options.Access, options.Mode, options.Flags, options.PermissionBits);
        SafeFileHandle handle = OpenHandle(rooted, rooted.Names.Count, request, RelativeOpen.None, "open");
        NativeFile file = NativeFile.FromOpened(handle, path, options.Access, options.Flags, _backend);
        if (options.PreallocatedBytes > 0)
        {
            file.AllocateOrClose(options.PreallocatedBytes);
        }

        return file;
    }

    /// <summary>
    /// Opens a folder below, which is the limit of its own paths then. Ownership: the caller disposes it.
    /// </summary>
    /// <param name="path">Which, relative to this folder; nothing for the folder itself.</param>
    /// <returns>The open folder, with the same options.</returns>
    /// <exception cref="NativeIoException">The path leads out, or the system refused.</exception>
    /// <exception cref="ObjectDisposedException">The folder is closed.</exception>
    public RootedDirectory OpenDirectory(NativePath path)
    {
        RootedPath rooted = Parse(path, mayBeRoot: true);
        NativePath full = NativePath.Join(Path, rooted.Join(rooted.Names.Count));
        if (Containment == PathContainment.Checks)
        {
            return Open(Checked(rooted), _options);
        }

        using SafeFileHandle handle = OpenFolderHandle(rooted, "open");
        return OfHandle(handle, full, _options, _backend);
    }

    /// <summary>Gets what the system says about a file or folder.</summary>
    /// <param name="path">Which, relative to this folder; nothing for the folder itself.</param>
    /// <param name="followsLinks">Whether a link at the end means what it names, or itself.</param>
    /// <returns>A snapshot.</returns>
    /// <exception cref="NativeIoException">The path leads out, or the system refused.</exception>
    /// <exception cref="ObjectDisposedException">The folder is closed.</exception>
    public FileFacts GetFacts(NativePath path, bool followsLinks = true)
    {
        RootedPath rooted = Parse(path, mayBeRoot: true);
        IoResult result;
        FileFacts facts;
        if (Containment == PathContainment.Checks)
        {
            result = Interruptions.GetFacts(
                _backend, Checked(rooted, mayEndInLink: !followsLinks), followsLinks: false, out facts);
        }
        else if (followsLinks || rooted.IsRoot)
        {
            var request = new FileOpenRequest(default, FileAccess.Read, FileOpenMode.Open, FileOpenFlags.None, 0);
            using SafeFileHandle handle =
                OpenHandle(rooted, rooted.Names.Count, request, RelativeOpen.PathOnly, "look at");
            result = Interruptions.GetFacts(_backend, handle, out facts);
        }
        else
        {
            using ParentFolder parent = OpenParent(rooted, "look at");
            result = Interruptions.GetFactsAt(_backend, parent.Handle, rooted.LastName, out facts);
        }

        ThrowIfFailed("look at", path, result);
        return facts;
    }

    /// <summary>Finds what is in a folder; by default not what is in the folders below it.</summary>
    /// <param name="path">Which, relative to this folder; nothing for the folder itself.</param>
    /// <param name="options">How; following links is not possible here.</param>
    /// <returns>
    /// The entries, with paths relative to the listed folder. Each enumeration opens it again and holds handles until
    /// it is disposed.
    /// </returns>
    /// <exception cref="ArgumentException">The options ask for following links.</exception>
    /// <exception cref="NativeIoException">
    /// The path leads out; from the enumeration, when a link on the way does, or the folder cannot be opened.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The folder is closed.</exception>
    public System.Collections.Generic.IEnumerable<DirectoryEntry> List(
        NativePath path = default, DirectoryWalkOptions? options = null)
    {
        options = (options ?? new DirectoryWalkOptions { DepthMax = 1 }) with { Backend = _backend };
        if (options.FollowsLinks)
        {
            throw new ArgumentException("Links may lead out; list without following them.", nameof(options));
        }

        RootedPath rooted = Parse(path, mayBeRoot: true);
        return Containment == PathContainment.Checks
            ? ListChecked(Checked(rooted), options)
            : new DirectoryWalker(() => OpenFolderHandle(rooted, "list"), options);
    }

    /// <summary>
    /// Makes what was created, renamed or removed directly in this folder survive a power failure. Does nothing where
    /// the system cannot flush folders.
    /// </summary>
    /// <exception cref="NativeIoException">The device failed.</exception>
    /// <exception cref="ObjectDisposedException">The folder is closed.</exception>
    public void Flush()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (Containment != PathContainment.Checks)
        {
            ThrowIfFailed("flush", Path, Interruptions.Repeat(
                _backend, Handle, static (backend, folder) => backend.Flush(folder, FlushLevel.Full)));
        }
    }

    /// <summary>Closes the folder. Closing twice does nothing.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _handle?.Dispose();
    }
}
