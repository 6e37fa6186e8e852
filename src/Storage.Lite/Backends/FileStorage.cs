using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using NativeIo;

namespace Storage.Lite;

/// <summary>Objects in files below a folder: atomic, durable, and safe among threads and processes.</summary>
/// <remarks>
/// <para>A put writes a file that nobody sees, flushes it, and renames it to its name, so readers and crashes meet the
/// old object or the new one, whole. <see cref="FileStorageOptions.Durability"/> says what is waited for,
/// <see cref="FileStorageOptions.Layout"/> what the files are called. Create-if-absent and compare-and-swap hold among
/// all processes that use the folder through this class; whoever changes files by other means is seen, but takes no
/// turns.</para>
/// <para>All paths stay inside the folder, symbolic links in it are refused, and so is what is mounted below. The store
/// keeps unfinished files and locks in <c>.storage-lite</c>, which it makes with the first change; what a process that
/// died has left there is removed by the next that opens the store.</para>
/// <para>An object whose file is damaged is in lists, with the file's length and no version; reading it says what is
/// wrong, and it can be replaced or removed.</para>
/// <para>Ownership: whoever opens the store disposes it. Thread safety: any number of threads, except during
/// dispose.</para>
/// <example><code>
/// await using var storage = FileStorage.Open("data");
/// await storage.PutTextAsync("users/42.json", "{}");
/// </code></example>
/// </remarks>
public sealed partial class FileStorage : IStorage
{
    private readonly RootedDirectory _root;
    private readonly FileStorageOptions _options;
    private readonly FileKeys _keys;
    private readonly FolderFlushes _flushes;
    private readonly Lock _lock = new();

    /// <summary>
    /// Whether the folder is on a file system of this machine that the kernel opens paths on. What is mounted below is
    /// refused, so all files are.
    /// </summary>
    private readonly bool _isLocal;

    /// <summary>
    /// Held while empty folders are removed, and by a put whose folder was removed under it, so that it succeeds then.
    /// It is taken before a key's turn.
    /// </summary>
    private readonly Lock _folders = new();

    private FileWorkspace? _workspace;
    private Task? _flushingOnPool;
    private int _publishing;
    private long _lastModifiedTicks;
    private bool _isDisposed;

    private FileStorage(RootedDirectory root, FileStorageOptions options, bool foldsCase)
    {
        _root = root;
        _options = options;
        _keys = FileKeys.Of(options.Layout, foldsCase);
        _flushes = new FolderFlushes(options.Durability == FileDurability.Group);
        _isLocal = root.Containment == PathContainment.Kernel
            && root.GetFileSystem().Kind is FileSystemKind.Local or FileSystemKind.Memory;
        bool isEncoded = IsEncoded;
        Capabilities = new StorageCapabilities
        {
            CreatesIfAbsent = true,
            ComparesAndSwaps = true,
            DeletesIfMatch = true,
            CopiesIfAbsent = true,
            RenamesAtomically = !isEncoded,
            KeepsMetadata = isEncoded,
            Expires = isEncoded,
            IsDurable = options.Durability >= FileDurability.Full,
            HasFlatKeys = isEncoded,
            TakesEveryKey = isEncoded,
            ListsETags = true,
        };
    }

    /// <inheritdoc/>
    public string Name => _options.Name;

    /// <inheritdoc/>
    public StorageCapabilities Capabilities { get; }

    private bool IsEncoded => _options.Layout == FileLayout.Encoded;

    private bool FlushesNames => _options.Durability >= FileDurability.Full;

    /// <summary>Opens a folder as a store, and removes what crashed processes have left in it.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="options">How; null means <see cref="FileStorageOptions.Default"/>.</param>
    /// <returns>The store. Ownership: the caller disposes it.</returns>
    /// <exception cref="ArgumentException">The path is empty, or an option makes no sense.</exception>
    /// <exception cref="StorageException">The folder cannot be opened or made.</exception>
    public static FileStorage Open(string path, FileStorageOptions? options = null) =>
        Open(path, options, new RootedDirectoryOptions { RefusesLinks = true, StaysOnFileSystem = true });

    /// <inheritdoc/>
    public ValueTask<StorageHealth> CheckHealthAsync(CancellationToken cancellation = default) =>
        new(Task.Run(CheckHealth, cancellation));

    /// <inheritdoc/>
    public T? GetFeature<T>()
        where T : class => this as T;

    /// <summary>Closes the store, and removes its unfinished files. Disposing twice does nothing.</summary>
    /// <returns>A task that has ended.</returns>
    public ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                _workspace?.Dispose();
                _root.Dispose();
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>As the other, with the calls of another system.</summary>
    internal static FileStorage Open(string path, FileStorageOptions? options, RootedDirectoryOptions folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= FileStorageOptions.Default;
        options.Validate();
        RootedDirectory? root = null;
        try
        {
            if (options.CreatesFolder)
            {
                CreateFolder(path, options);
            }

            root = RootedDirectory.Open(path, folder);
            FileWorkspace.Sweep(root, options.FilePermissionBits);
            return new FileStorage(
                root,
                options,
                options.Layout == FileLayout.Plain && CaseFolding.IsOn(root, options.FolderPermissionBits));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            root?.Dispose();
            throw Translate(StorageOperation.Open, default, options.Name, exception);
        }
    }

    /// <summary>
    /// Makes a folder, and those above it that are missing. Each is sure to be found after a power failure before
    /// anything is in it: what is acknowledged later would be lost with any of them.
    /// </summary>
    private static void CreateFolder(string path, FileStorageOptions options)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        List<string> missing = [];
        for (string? above = full; above is not null && !Directory.Exists(above); above = Path.GetDirectoryName(above))
        {
            missing.Add(above);
        }

        for (int index = missing.Count - 1; index >= 0; index--)
        {
            string made = missing[index];
            using RootedDirectory parent = RootedDirectory.Open(Path.GetDirectoryName(made) ?? made);
            string name = Path.GetFileName(made);
            _ = index == 0
                ? parent.TryCreateDirectory(name, options.FolderPermissionBits)
                : parent.TryCreateDirectory(name);
            if (options.Durability >= FileDurability.Full)
            {
                parent.Flush();
            }
        }
    }

    private static StorageException Translate(
        StorageOperation operation, StorageKey key, string name, Exception exception) => exception switch
        {
            NativeIoException failure => FileStorageErrors.Create(operation, key, name, failure),
            UnauthorizedAccessException =>
                new StorageAccessException(operation, key, name, exception.Message, exception),
            _ => new StorageException(operation, key, name, exception.Message, StorageTransience.Permanent, exception),
        };

    /// <summary>
    /// Runs what may wait for a disk on another thread, and says in storage's words what failed.
    /// </summary>
    private ValueTask<T> OnThread<T>(
        StorageOperation operation, StorageKey key, Func<T> call, CancellationToken cancellation) =>
        new(Start(
            operation,
            () =>
            {
                try
                {
                    return call();
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
                {
                    if (exception is NativeIoException { Kind: IoErrorKind.NotFound })
                    {
                        ThrowIfRootIsGone(operation, key);
                    }

                    throw Translate(operation, key, Name, exception);
                }
            },
            cancellation));

    /// <summary>
    /// Starts a call on the pool. Of calls that flush only one at a time waits there, which is the cheapest when there
    /// is only one; the others wait on threads of their own.
    /// </summary>
    private Task<T> Start<T>(StorageOperation operation, Func<T> call, CancellationToken cancellation)
    {
        if (_options.Durability == FileDurability.None
            || operation is StorageOperation.Get or StorageOperation.Stat or StorageOperation.List)
        {
            return Task.Run(call, cancellation);
        }

        // Two may see the pool free at once: then two of its threads wait.
        if (Volatile.Read(ref _flushingOnPool) is { IsCompleted: false })
        {
            return WaitingThreads.Shared.Run(call, cancellation);
        }

        Task<T> task = Task.Run(call, cancellation);

        // Pairs with the read above, for the task's fields.
        Volatile.Write(ref _flushingOnPool, task);
        return task;
    }

    /// <summary>
    /// Called when nothing was found: a folder that was removed while it is open still answers, and has no names.
    /// </summary>
    /// <exception cref="StorageException">
    /// The store's folder is gone, and with it all objects; or it cannot be looked at.
    /// </exception>
    private void ThrowIfRootIsGone(StorageOperation operation, StorageKey key)
    {
        bool isThere;
        try
        {
            isThere = IsRootThere();
        }
        catch (NativeIoException exception)
        {
            throw Translate(operation, key, Name, exception);
        }

        if (!isThere)
        {
            throw new StorageException(
                operation,
                key,
                Name,
                $"the store's folder '{_root.Path}' was removed while it was open; make it again and open the store");
        }
    }

    private bool IsRootThere()
    {
        try
        {
            return _root.GetFacts(default).LinkCount > 0;
        }
        catch (NativeIoException exception) when (exception.Kind == IoErrorKind.NotFound)
        {
            return false;
        }
    }

    /// <summary>Throws unless the layout has a path for the key.</summary>
    private void RequireKey(StorageOperation operation, StorageKey key)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        key.ThrowIfEmpty();
        if (_keys.Refuse(key) is { } reason)
        {
            throw new StorageInvalidKeyException(
                operation, key, Name, $"{reason}; the layout Encoded takes every key");
        }
    }

    private FileWorkspace OpenWorkspace()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _workspace ??= FileWorkspace.Create(
                _root, _options.FolderPermissionBits, _options.FilePermissionBits);
        }
    }

    /// <summary>Opens the folder that a file is in; null when it is missing.</summary>
    private FolderOfFile? TryOpenFolder(string path)
    {
        int slash = path.LastIndexOf('/');
        if (slash < 0)
        {
            return new FolderOfFile(_root, isOwned: false, "", path);
        }

        return _root.TryOpenDirectory(path[..slash]) is { } folder
            ? new FolderOfFile(folder, isOwned: true, path[..slash], path[(slash + 1)..])
            : null;
    }

    private StorageHealth CheckHealth()
    {
        long started = _options.TimeProvider.GetTimestamp();
        try
        {
            bool isThere = IsRootThere();
            FileSystemFacts facts = _root.GetFileSystem();
            return new StorageHealth
            {
                IsHealthy = isThere,
                Description = isThere
                    ? $"The folder '{_root.Path}' answers; {facts.FreeBytes} bytes are free."
                    : $"The folder '{_root.Path}' was removed.",
                FreeBytes = facts.TotalBytes == 0 ? null : facts.FreeBytes,
                Elapsed = _options.TimeProvider.GetElapsedTime(started),
            };
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            return new StorageHealth
            {
                IsHealthy = false,
                Description = $"The folder '{_root.Path}' does not answer: {exception.Message}",
                Elapsed = _options.TimeProvider.GetElapsedTime(started),
                Error = exception,
            };
        }
    }
}
