using System;
using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <content>Copies and renames, which share the bytes.</content>
public sealed partial class MemoryStorage
{
    /// <inheritdoc/>
    public ValueTask<StorageEntry> CopyAsync(
        StorageKey source,
        StorageKey destination,
        StorageCondition condition = default,
        CancellationToken cancellation = default)
    {
        RequireUsable(source);
        RequireUsable(destination);
        if (source == destination)
        {
            throw new ArgumentException($"'{source}' cannot be copied to itself.", nameof(destination));
        }

        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<StorageEntry>(cancellation);
        }

        try
        {
            return new ValueTask<StorageEntry>(Copy(source, destination, condition));
        }
        catch (StorageException exception)
        {
            return ValueTask.FromException<StorageEntry>(exception);
        }
    }

    /// <inheritdoc/>
    public ValueTask<StorageEntry> RenameAsync(
        StorageKey source,
        StorageKey destination,
        StorageCondition condition = default,
        CancellationToken cancellation = default)
    {
        RequireUsable(source);
        RequireUsable(destination);
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<StorageEntry>(cancellation);
        }

        try
        {
            return new ValueTask<StorageEntry>(Rename(source, destination, condition));
        }
        catch (StorageException exception)
        {
            return ValueTask.FromException<StorageEntry>(exception);
        }
    }

    private StorageEntry Copy(StorageKey source, StorageKey destination, StorageCondition condition)
    {
        MemoryObject? dead;
        MemoryObject added;
        lock (_lock)
        {
            MemoryObject? replaced = BeginUnsynchronized(destination, out DateTimeOffset now);
            MemoryObject copied = RequireSourceUnsynchronized(StorageOperation.Copy, source);
            RequireUnsynchronized(StorageOperation.Copy, destination, condition, replaced);
            added = DeriveUnsynchronized(copied, destination, now);
            try
            {
                MakeRoomUnsynchronized(StorageOperation.Copy, destination, added.Entry.Length, replaced);
            }
            catch
            {
                added.Retire();
                throw;
            }

            InstallUnsynchronized(added, replaced);
            dead = TakeDeadUnsynchronized();
        }

        Retire(dead);
        return added.Entry;
    }

    private StorageEntry Rename(StorageKey source, StorageKey destination, StorageCondition condition)
    {
        MemoryObject? dead;
        MemoryObject added;
        lock (_lock)
        {
            MemoryObject? replaced = BeginUnsynchronized(destination, out DateTimeOffset now);
            MemoryObject moved = RequireSourceUnsynchronized(StorageOperation.Rename, source);
            if (source == destination)
            {
                return moved.Entry;
            }

            RequireUnsynchronized(StorageOperation.Rename, destination, condition, replaced);
            added = DeriveUnsynchronized(moved, destination, now);

            // Gets take no lock. Until the move is complete both keys hold what they held, and then, by one store to
            // one word, what they will hold; only after that the stand-ins go.
            var move = new MemoryMove();
            _objects[source.Text] = new MemoryObject(moved.Entry, move, before: moved, after: null);
            _objects[destination.Text] = new MemoryObject(added.Entry, move, before: replaced, after: added);
            move.Complete();

            InstallUnsynchronized(added, replaced);
            RemoveUnsynchronized(moved);
            dead = TakeDeadUnsynchronized();
        }

        Retire(dead);
        return added.Entry;
    }

    private MemoryObject RequireSourceUnsynchronized(StorageOperation operation, StorageKey source) =>
        CurrentUnsynchronized(source) ?? throw new StorageNotFoundException(operation, source, Name);

    /// <summary>
    /// Makes an object of the same bytes under another key. Ownership: the caller installs or retires it.
    /// </summary>
    private MemoryObject DeriveUnsynchronized(MemoryObject origin, StorageKey key, DateTimeOffset now)
    {
        StorageEntry entry = origin.Entry with { Key = key, ModifiedAt = now, ETag = NextTagUnsynchronized() };
        return new MemoryObject(origin.ShareUnsynchronized(), entry);
    }
}
