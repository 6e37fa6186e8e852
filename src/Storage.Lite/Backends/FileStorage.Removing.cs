using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using NativeIo;

namespace Storage.Lite;

/// <content>Deleting.</content>
public sealed partial class FileStorage
{
    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(
        StorageKey key, StorageCondition condition = default, CancellationToken cancellation = default) =>
        OnThread(
            StorageOperation.Delete,
            key,
            () =>
            {
                bool existed = Unlink(key, condition, cancellation, out string? folderPath);
                FinishDelete(folderPath);
                return existed;
            },
            cancellation);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StorageDeleteResult>> DeleteManyAsync(
        IReadOnlyList<StorageKey> keys, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return OnThread(StorageOperation.Delete, default, () => DeleteMany(keys, cancellation), cancellation);
    }

    private IReadOnlyList<StorageDeleteResult> DeleteMany(
        IReadOnlyList<StorageKey> keys, CancellationToken cancellation)
    {
        var results = new StorageDeleteResult[keys.Count];
        Dictionary<string, List<int>> folders = new(StringComparer.Ordinal);
        for (int index = 0; index < keys.Count; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            StorageKey key = keys[index];
            try
            {
                bool existed = Unlink(key, default, cancellation, out string? folderPath);
                results[index] = new StorageDeleteResult(key, existed, null);
                if (folderPath is not null)
                {
                    _ = folders.TryAdd(folderPath, []);
                    folders[folderPath].Add(index);
                }
            }
            catch (Exception exception) when (
                exception is StorageException or IOException or UnauthorizedAccessException)
            {
                results[index] = new StorageDeleteResult(key, false, AsDeleteError(key, exception));
            }
        }

        // One flush for all that was in a folder.
        foreach ((string folderPath, List<int> indices) in folders)
        {
            try
            {
                FinishDelete(folderPath);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                foreach (int index in indices)
                {
                    results[index] = new StorageDeleteResult(
                        keys[index], false, AsDeleteError(keys[index], exception));
                }
            }
        }

        return results;
    }

    private StorageException AsDeleteError(StorageKey key, Exception exception) =>
        exception as StorageException ?? Translate(StorageOperation.Delete, key, Name, exception);

    /// <summary>Removes an object's name; it is not sure to stay removed yet.</summary>
    /// <param name="key">Which.</param>
    /// <param name="condition">What must be true of it.</param>
    /// <param name="cancellation">Looked at while waiting for the turn.</param>
    /// <param name="folderPath">The folder to flush; null when there is none.</param>
    /// <returns>Whether there was an object.</returns>
    private bool Unlink(
        StorageKey key, StorageCondition condition, CancellationToken cancellation, out string? folderPath)
    {
        RequireKey(StorageOperation.Delete, key);
        folderPath = null;
        using FolderOfFile? folder = TryOpenFolder(_keys.PathOf(key));
        if (folder is null)
        {
            ThrowIfRootIsGone(StorageOperation.Delete, key);
            return condition.Holds(exists: false, default)
                ? false
                : throw Refuse(StorageOperation.Delete, key, condition, null);
        }

        folderPath = folder.Path;
        bool needsCurrent = condition.Kind != StorageConditionKind.None;
        if (!needsCurrent && !folder.Folder.TryGetFacts(folder.Name, out _))
        {
            // Nothing to remove, and no reason to make a workspace; the flush is for who removed it a moment ago.
            ThrowIfRootIsGone(StorageOperation.Delete, key);
            return false;
        }

        using KeyTurn turn = OpenWorkspace().Locks.Enter(key, cancellation);
        bool isAlive = true;
        if (needsCurrent || IsEncoded)
        {
            StorageEntry? current = StatForDelete(key, needsCurrent, out isAlive);
            if (!condition.Holds(current is not null, current?.ETag ?? default))
            {
                throw Refuse(StorageOperation.Delete, key, condition, current);
            }
        }

        try
        {
            // Where the system does not tell one of several removers that it was him, the turn does: whoever comes
            // later finds no name.
            return folder.Folder.TryUnlink(folder.Name) && isAlive;
        }
        catch (NativeIoException exception) when (exception.Kind == IoErrorKind.IsDirectory)
        {
            // A folder is no object.
            return false;
        }
    }

    /// <summary>What is known of an object that is to go; a damaged one goes too, if nothing is asked of it.</summary>
    private StorageEntry? StatForDelete(StorageKey key, bool isAsked, out bool isAlive)
    {
        try
        {
            StorageEntry? current = StatObject(StorageOperation.Delete, key);
            isAlive = current is not null;
            return current;
        }
        catch (StorageIntegrityException) when (!isAsked)
        {
            // Deleting is what helps.
            isAlive = true;
            return null;
        }
    }

    private void FinishDelete(string? folderPath)
    {
        if (folderPath is null)
        {
            return;
        }

        if (FlushesNames)
        {
            using RootedDirectory? folder = folderPath.Length == 0 ? null : _root.TryOpenDirectory(folderPath);
            if (folderPath.Length == 0 || folder is not null)
            {
                _flushes.Flush(folder ?? _root);
            }
        }

        RemoveEmptyFolders(folderPath);
    }
}
