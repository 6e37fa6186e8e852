using System;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite;

/// <content>Copying and renaming.</content>
public partial class EnvelopeStorage
{
    /// <summary>How often a rename begins again when its source changes meanwhile.</summary>
    private const int RenameAttempts = 8;

    /// <inheritdoc/>
    public override async ValueTask<StorageEntry> CopyAsync(
        StorageKey source,
        StorageKey destination,
        StorageCondition condition = default,
        CancellationToken cancellation = default)
    {
        RequireKey(source);
        RequireKey(destination);
        if (source == destination)
        {
            throw new ArgumentException($"'{source}' cannot be copied to itself.", nameof(destination));
        }

        if (_options.Keys is not null)
        {
            return (await RewriteAsync(StorageOperation.Copy, source, destination, condition, cancellation)
                .ConfigureAwait(false)).Written;
        }

        StorageEntry entry = await RequireAsync(StorageOperation.Copy, source, cancellation).ConfigureAwait(false);
        StorageCondition below = await ConditionBelowAsync(
            StorageOperation.Copy, destination, condition, cancellation).ConfigureAwait(false);
        StorageEntry copy = await Inner.CopyAsync(source, destination, below, cancellation).ConfigureAwait(false);
        return copy with { Length = entry.Length, ExpiresAt = entry.ExpiresAt };
    }

    /// <inheritdoc/>
    public override async ValueTask<StorageEntry> RenameAsync(
        StorageKey source,
        StorageKey destination,
        StorageCondition condition = default,
        CancellationToken cancellation = default)
    {
        RequireKey(source);
        RequireKey(destination);
        if (_options.Keys is not null && source != destination)
        {
            return await RewriteAndDeleteAsync(source, destination, condition, cancellation).ConfigureAwait(false);
        }

        StorageEntry entry = await RequireAsync(StorageOperation.Rename, source, cancellation).ConfigureAwait(false);
        if (source == destination)
        {
            return entry;
        }

        StorageCondition below = await ConditionBelowAsync(
            StorageOperation.Rename, destination, condition, cancellation).ConfigureAwait(false);
        StorageEntry moved = await Inner.RenameAsync(source, destination, below, cancellation).ConfigureAwait(false);
        return moved with { Length = entry.Length, ExpiresAt = entry.ExpiresAt };
    }

    private async ValueTask<StorageEntry> RewriteAndDeleteAsync(
        StorageKey source, StorageKey destination, StorageCondition condition, CancellationToken cancellation)
    {
        for (int attempt = 0; attempt < RenameAttempts; attempt++)
        {
            (StorageEntry read, StorageEntry written) = await RewriteAsync(
                StorageOperation.Rename, source, destination, condition, cancellation).ConfigureAwait(false);
            try
            {
                bool canMatch = Inner.Capabilities.DeletesIfMatch && !read.ETag.IsEmpty;
                _ = await Inner.DeleteAsync(
                    source, canMatch ? StorageCondition.IfMatch(read.ETag) : default, cancellation)
                    .ConfigureAwait(false);
                return written;
            }
            catch (StoragePreconditionException) when (!written.ETag.IsEmpty)
            {
                // Somebody put another value in between: that is the one to move, over the copy that was just made.
                condition = StorageCondition.IfMatch(written.ETag);
            }
        }

        throw new StorageException(StorageOperation.Rename, source, Name,
            $"the object changed {RenameAttempts} times while it was rewritten; it has both names now",
            StorageTransience.Temporary);
    }

    /// <summary>Reads an object and writes it under a name, with its metadata, in constant memory.</summary>
    private async ValueTask<(StorageEntry Read, StorageEntry Written)> RewriteAsync(
        StorageOperation operation,
        StorageKey source,
        StorageKey destination,
        StorageCondition condition,
        CancellationToken cancellation)
    {
        StorageReader reader = await TryOpenReadAsync(source, default, cancellation).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            if (!reader.IsFound)
            {
                throw new StorageNotFoundException(operation, source, Name);
            }

            StorageEntry written = await WriteFromAsync(reader, destination, condition, cancellation)
                .ConfigureAwait(false);
            return (reader.Entry, written);
        }
    }

    private async ValueTask<StorageEntry> WriteFromAsync(
        StorageReader reader, StorageKey destination, StorageCondition condition, CancellationToken cancellation)
    {
        var options = new PutOptions
        {
            Condition = condition,
            Metadata = reader.Entry.Metadata,
            ExpiresAt = reader.Entry.ExpiresAt,
            Length = reader.Entry.Length,
        };
        StorageWriter writer = await OpenWriteAsync(destination, options, cancellation).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            while (true)
            {
                using BufferSlice portion = await reader.ReadAsync(cancellation).ConfigureAwait(false);
                if (portion.IsEmpty)
                {
                    return await writer.CommitAsync(cancellation).ConfigureAwait(false);
                }

                await writer.WriteAsync(portion, cancellation).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<StorageEntry> RequireAsync(
        StorageOperation operation, StorageKey key, CancellationToken cancellation) =>
        await TryStatAsync(key, cancellation).ConfigureAwait(false)
        ?? throw new StorageNotFoundException(operation, key, Name);
}
