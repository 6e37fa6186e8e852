using System;
using System.Threading;
using System.Threading.Tasks;
using NativeIo;

namespace Storage.Lite;

/// <content>Copying and renaming.</content>
public sealed partial class FileStorage
{
    /// <summary>A source that changes each time it is copied for its rename is left alone in the end.</summary>
    private const int RenameAttemptsMax = 16;

    /// <inheritdoc/>
    public ValueTask<StorageEntry> CopyAsync(
        StorageKey source,
        StorageKey destination,
        StorageCondition condition = default,
        CancellationToken cancellation = default)
    {
        if (source == destination)
        {
            throw new ArgumentException($"'{source}' is both what to copy and where to.", nameof(destination));
        }

        return OnThread(
            StorageOperation.Copy,
            source,
            () =>
            {
                RequireKey(StorageOperation.Copy, source);
                RequireKey(StorageOperation.Copy, destination);
                using FilePut put = StartCopy(StorageOperation.Copy, source, destination, condition, out _);
                return put.Commit(cancellation);
            },
            cancellation);
    }

    /// <inheritdoc/>
    public ValueTask<StorageEntry> RenameAsync(
        StorageKey source,
        StorageKey destination,
        StorageCondition condition = default,
        CancellationToken cancellation = default) =>
        OnThread(
            StorageOperation.Rename,
            source,
            () =>
            {
                RequireKey(StorageOperation.Rename, source);
                RequireKey(StorageOperation.Rename, destination);
                if (source == destination)
                {
                    return StatObject(StorageOperation.Rename, source)
                        ?? throw NotFound(StorageOperation.Rename, source);
                }

                return IsEncoded
                    ? RenameByCopy(source, destination, condition, cancellation)
                    : RenameFile(source, destination, condition, cancellation);
            },
            cancellation);

    private StorageNotFoundException NotFound(StorageOperation operation, StorageKey key)
    {
        ThrowIfRootIsGone(operation, key);
        return new(operation, key, Name);
    }

    /// <summary>Begins a put of what another key has. Ownership: the caller disposes it.</summary>
    private FilePut StartCopy(
        StorageOperation operation,
        StorageKey source,
        StorageKey destination,
        StorageCondition condition,
        out StorageETag sourceTag)
    {
        using NativeFile file = OpenObject(
            operation, source, _keys.PathOf(source), out StorageEntry entry, out int valueOffset)
            ?? throw NotFound(operation, source);
        sourceTag = entry.ETag;
        var put = new FilePut(this, operation, destination, new PutOptions
        {
            Condition = condition,
            Metadata = entry.Metadata,
            ExpiresAt = entry.ExpiresAt,
        });
        try
        {
            long copied = put.Write(file, valueOffset, entry.Length);
            return copied == entry.Length ? put : throw Cut(source, entry.Length, copied, operation);
        }
        catch
        {
            put.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Throws unless the source of a rename still has the version that was copied; called in its turn.
    /// </summary>
    private void RequireVersion(StorageKey source, StorageETag tag)
    {
        if (!source.IsEmpty && StatObject(StorageOperation.Rename, source)?.ETag != tag)
        {
            throw new SourceChangedException();
        }
    }

    /// <summary>
    /// The header has the key, so the object under its new key is another file. For a moment both keys have it.
    /// </summary>
    private StorageEntry RenameByCopy(
        StorageKey source, StorageKey destination, StorageCondition condition, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            using FilePut put = StartCopy(
                StorageOperation.Rename, source, destination, condition, out StorageETag sourceTag);
            try
            {
                StorageEntry entry = put.Commit(cancellation, source, sourceTag);
                string path = _keys.PathOf(source);
                FinishDelete(path[..Math.Max(0, path.LastIndexOf('/'))]);
                return entry;
            }
            catch (SourceChangedException) when (attempt < RenameAttemptsMax)
            {
                // Somebody replaced the source meanwhile: its new version is what is renamed.
                continue;
            }
            catch (SourceChangedException)
            {
                throw new StorageException(
                    StorageOperation.Rename,
                    source,
                    Name,
                    $"it changed {RenameAttemptsMax} times while it was copied",
                    StorageTransience.Temporary);
            }
        }
    }

    private StorageEntry RenameFile(
        StorageKey source, StorageKey destination, StorageCondition condition, CancellationToken cancellation)
    {
        string path = _keys.PathOf(destination);
        for (int attempt = 1; ; attempt++)
        {
            using FolderOfFile from = TryOpenFolder(_keys.PathOf(source))
                ?? throw NotFound(StorageOperation.Rename, source);
            if (!from.Folder.TryGetFacts(from.Name, out FileFacts seen) || seen.Kind != FileKind.Regular)
            {
                throw NotFound(StorageOperation.Rename, source);
            }

            using FolderOfFile to = OpenOrMakeFolder(path);
            try
            {
                StorageEntry entry = RenameInTurn(source, from, destination, to, condition, cancellation);
                FlushName(to.Folder);
                FlushName(from.Folder);
                RemoveEmptyFolders(from.Path);
                return entry;
            }
            catch (NativeIoException exception) when (
                exception.Kind == IoErrorKind.NotFound && attempt < FolderAttemptsMax)
            {
                // One of the folders was removed because it was empty; the next look says which.
                continue;
            }
            catch
            {
                RemoveEmptyFolders(to.Path);
                throw;
            }
        }
    }

    private StorageEntry RenameInTurn(
        StorageKey source,
        FolderOfFile from,
        StorageKey destination,
        FolderOfFile to,
        StorageCondition condition,
        CancellationToken cancellation)
    {
        using KeyTurn turn = OpenWorkspace().Locks.Enter(source, destination, cancellation);
        if (!from.Folder.TryGetFacts(from.Name, out FileFacts facts) || facts.Kind != FileKind.Regular)
        {
            throw NotFound(StorageOperation.Rename, source);
        }

        StorageEntry? current = condition.Kind == StorageConditionKind.None
            ? null
            : StatObject(StorageOperation.Rename, destination);
        if (!condition.Holds(current is not null, current?.ETag ?? default)
            || !from.Folder.TryMove(
                from.Name, to.Folder, to.Name, replaces: condition.Kind != StorageConditionKind.Absent))
        {
            throw Refuse(StorageOperation.Rename, destination, condition, current);
        }

        return PlainEntry(destination, facts);
    }

    /// <summary>Says within a rename that the source is another one now.</summary>
    private sealed class SourceChangedException : Exception;
}
