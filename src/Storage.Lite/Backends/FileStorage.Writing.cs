using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using NativeIo;

namespace Storage.Lite;

/// <content>Putting.</content>
public sealed partial class FileStorage
{
    /// <summary>A folder that is removed as often as it is made ends a put; somebody is at war with it.</summary>
    private const int FolderAttemptsMax = 1000;

    /// <inheritdoc/>
    public ValueTask<StorageEntry> PutAsync(
        StorageKey key, BufferSlice value, PutOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= PutOptions.Default;
        return OnThread(
            StorageOperation.Put,
            key,
            () =>
            {
                using FilePut put = StartPut(key, options);
                put.Write(value);
                return put.Commit(cancellation);
            },
            cancellation);
    }

    /// <inheritdoc/>
    public ValueTask<StorageWriter> OpenWriteAsync(
        StorageKey key, PutOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= PutOptions.Default;
        return OnThread<StorageWriter>(
            StorageOperation.Put, key, () => new Writer(this, StartPut(key, options), options), cancellation);
    }

    /// <summary>Begins a put. Ownership: the caller disposes it.</summary>
    private FilePut StartPut(StorageKey key, PutOptions options)
    {
        RequireKey(StorageOperation.Put, key);
        RequireSupported(key, options);
        if (options.Condition.Kind == StorageConditionKind.Absent
            && StatObject(StorageOperation.Put, key) is not null)
        {
            // The commit would find out too, after all bytes are written.
            throw Refuse(StorageOperation.Put, key, options.Condition, null);
        }

        return new FilePut(this, StorageOperation.Put, key, options);
    }

    private void RequireSupported(StorageKey key, PutOptions options)
    {
        if (options.CompressionLevel is not null)
        {
            throw new StorageNotSupportedException(
                StorageOperation.Put, key, Name, "files are not compressed; add the layer that does");
        }

        if (!IsEncoded && (options.Metadata is { Count: > 0 } || options.ExpiresAt is not null))
        {
            throw new StorageNotSupportedException(
                StorageOperation.Put, key, Name, "a plain file has no metadata and no expiry; the layout Encoded has");
        }

        RequireNamesOnce(options.Metadata);
        if (ObjectHeader.MeasureMetadata(options.Metadata) > ObjectHeader.MetadataBytesMax)
        {
            throw new StorageQuotaException(
                StorageOperation.Put, key, Name, $"metadata has {ObjectHeader.MetadataBytesMax} bytes at most");
        }
    }

    private static void RequireNamesOnce(IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata is not { Count: > 1 })
        {
            return;
        }

        HashSet<string> names = new(metadata.Count, StringComparer.OrdinalIgnoreCase);
        foreach (string name in metadata.Keys)
        {
            if (!names.Add(name))
            {
                throw new ArgumentException($"The metadata has '{name}' twice: its case does not count.",
                    nameof(metadata));
            }
        }
    }

    private StoragePreconditionException Refuse(
        StorageOperation operation, StorageKey key, StorageCondition condition, StorageEntry? current) =>
        new(operation, key, Name, current is { } entry
            ? $"{condition} was asked for, and its version is {entry.ETag}"
            : $"{condition} was asked for, and it does not hold");

    /// <summary>Opens the folder that a file is to be in, and makes it when it is missing.</summary>
    private FolderOfFile OpenOrMakeFolder(string path)
    {
        for (int attempt = 1; ; attempt++)
        {
            if (TryOpenAnchored(path) is { } found)
            {
                return found;
            }

            try
            {
                MakeFolders(path);
            }
            catch (NativeIoException exception) when (
                exception.Kind == IoErrorKind.NotFound && attempt < FolderAttemptsMax)
            {
                // Somebody removed an empty folder on the way meanwhile.
                continue;
            }

            if (attempt == FolderAttemptsMax)
            {
                throw new System.IO.IOException($"The folder of '{path}' is removed as often as it is made.");
            }
        }
    }

    /// <summary>Opens the folder of a file, if it is there and sure to be found after a power failure.</summary>
    private FolderOfFile? TryOpenAnchored(string path)
    {
        FolderOfFile? found = TryOpenFolder(path);
        try
        {
            if (found is not null && (!FlushesNames || found.Path.Length == 0
                || _flushes.TryAnchor(_root, found.Path, found.Folder)))
            {
                return found;
            }
        }
        catch
        {
            found?.Dispose();
            throw;
        }

        found?.Dispose();
        return null;
    }

    private void MakeFolders(string path)
    {
        for (int slash = path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = path.IndexOf('/', slash + 1))
        {
            if (!_root.TryCreateDirectory(path[..slash], _options.FolderPermissionBits)
                && _root.TryGetFacts(path[..slash], out FileFacts facts)
                && facts.Kind != FileKind.Directory)
            {
                // Opening it as a folder says what is in the way.
                _root.OpenDirectory(path[..slash]).Dispose();
            }
        }
    }

    /// <summary>
    /// Removes folders that have become empty, from the inner one out, as far as that is possible: what it is done for
    /// has ended already.
    /// </summary>
    private void RemoveEmptyFolders(string folderPath)
    {
        lock (_folders)
        {
            try
            {
                while (folderPath.Length > 0 && _root.TryRemoveDirectory(folderPath))
                {
                    _flushes.Forget(folderPath);
                    folderPath = folderPath[..Math.Max(0, folderPath.LastIndexOf('/'))];
                }
            }
            catch (NativeIoException)
            {
                // An empty folder is no object; the next delete in it removes it.
                return;
            }
        }
    }

    /// <summary>Gets a time that no other change of this store has, since a version is made of it.</summary>
    private DateTime NextModified()
    {
        while (true)
        {
            long last = Volatile.Read(ref _lastModifiedTicks);
            long next = Math.Max(_options.TimeProvider.GetUtcNow().UtcTicks, last + 1);

            // Full fence; pairs with the read above. Another thread took the number in between: the next one then.
            if (Interlocked.CompareExchange(ref _lastModifiedTicks, next, last) == last)
            {
                return new DateTime(next, DateTimeKind.Utc);
            }
        }
    }

    /// <summary>Makes what was done in a folder survive, as far as that is wanted.</summary>
    private void FlushName(RootedDirectory folder)
    {
        if (FlushesNames)
        {
            _flushes.Flush(folder);
        }
    }

    /// <summary>Writes portions to the unfinished file.</summary>
    private sealed class Writer(FileStorage storage, FilePut put, PutOptions options)
        : StorageWriter(put.Key, options, storage._options.Pool)
    {
        protected override async ValueTask WriteCoreAsync(BufferSlice bytes, CancellationToken cancellation) =>
            _ = await storage.OnThread(
                StorageOperation.Put,
                Key,
                () =>
                {
                    put.Write(bytes);
                    return true;
                },
                cancellation).ConfigureAwait(false);

        protected override ValueTask<StorageEntry> CommitCoreAsync(CancellationToken cancellation) =>
            storage.OnThread(StorageOperation.Put, Key, () => put.Commit(cancellation), cancellation);

        protected override ValueTask DisposeCoreAsync()
        {
            put.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
