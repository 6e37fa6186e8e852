using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Amazon.S3.Model;

namespace Storage.Lite.S3;

/// <content>Copies and renames, which the service does itself.</content>
public sealed partial class S3Storage
{
    /// <inheritdoc/>
    public ValueTask<StorageEntry> CopyAsync(
        StorageKey source,
        StorageKey destination,
        StorageCondition condition = default,
        CancellationToken cancellation = default)
    {
        return source == destination
            ? throw new ArgumentException($"'{source}' cannot be copied to itself.", nameof(destination))
            : CopyAsync(StorageOperation.Copy, source, destination, condition, cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask<StorageEntry> RenameAsync(
        StorageKey source,
        StorageKey destination,
        StorageCondition condition = default,
        CancellationToken cancellation = default)
    {
        if (source == destination)
        {
            return await StatAsync(StorageOperation.Rename, source, cancellation).ConfigureAwait(false)
                ?? throw new StorageNotFoundException(StorageOperation.Rename, source, Name);
        }

        StorageEntry? moved = null;
        for (int attempt = 1; attempt <= ChangesMax; attempt++)
        {
            try
            {
                (StorageETag version, moved) = await CopyVersionAsync(
                    StorageOperation.Rename, source, destination, condition, cancellation).ConfigureAwait(false);
                await RemoveAsync(
                    StorageOperation.Rename,
                    source,
                    _options.Compatibility.DeletesIfMatch ? version : default,
                    cancellation).ConfigureAwait(false);
                return moved.Value;
            }
            catch (StorageNotFoundException) when (moved is not null)
            {
                // Somebody removed it after it was copied: only the new key has it.
                return moved.Value;
            }
            catch (StoragePreconditionException) when (moved is not null)
            {
                // Somebody replaced it after it was copied: that one is to be moved, over the copy that was just made.
                condition = default;
            }
        }

        throw new StorageException(
            StorageOperation.Rename,
            source,
            Name,
            $"it changed {ChangesMax} times while it was renamed, and has both keys now",
            StorageTransience.Temporary);
    }

    private async ValueTask<StorageEntry> CopyAsync(
        StorageOperation operation,
        StorageKey source,
        StorageKey destination,
        StorageCondition condition,
        CancellationToken cancellation) =>
        (await CopyVersionAsync(operation, source, destination, condition, cancellation).ConfigureAwait(false)).Copy;

    /// <summary>Copies an object, and says which version of it.</summary>
    private async ValueTask<(StorageETag Version, StorageEntry Copy)> CopyVersionAsync(
        StorageOperation operation,
        StorageKey source,
        StorageKey destination,
        StorageCondition condition,
        CancellationToken cancellation)
    {
        string sourceKey = ObjectKey(operation, source);
        string destinationKey = ObjectKey(operation, destination);
        if (condition.Kind != StorageConditionKind.None
            && !(condition.Kind == StorageConditionKind.Absent && _options.Compatibility.CopiesIfAbsent))
        {
            throw new StorageNotSupportedException(
                operation, destination, Name, $"the service does not copy {condition}");
        }

        for (int attempt = 1; ; attempt++)
        {
            GetObjectMetadataResponse head = await HeadAsync(operation, source, cancellation).ConfigureAwait(false)
                ?? throw new StorageNotFoundException(operation, source, Name);
            StorageEntry copied = EntryOf(source, head);
            var copy = new S3Copy(operation, source, sourceKey, copied, destination, destinationKey,
                condition);
            try
            {
                return (copied.ETag, copied.Length <= _options.Compatibility.SingleCopyBytesMax
                    ? await CopyWholeAsync(copy, cancellation).ConfigureAwait(false)
                    : await CopyPartsAsync(copy, cancellation).ConfigureAwait(false));
            }
            catch (StoragePreconditionException) when (attempt < ChangesMax)
            {
                // Either the source is another version by now, or there is an object where none should be.
                StorageEntry? now = await StatAsync(operation, source, cancellation).ConfigureAwait(false);
                if (now?.ETag == copied.ETag)
                {
                    throw;
                }
            }
        }
    }

    private async ValueTask<StorageEntry> CopyWholeAsync(S3Copy copy, CancellationToken cancellation)
    {
        var request = new CopyObjectRequest
        {
            SourceBucket = _options.Bucket,
            SourceKey = copy.SourceKey,
            DestinationBucket = _options.Bucket,
            DestinationKey = copy.DestinationKey,
            ETagToMatch = TagText(copy.Copied.ETag),
            IfNoneMatch = copy.Condition.Kind == StorageConditionKind.Absent ? "*" : null,
        };
        CopyObjectResponse response;
        try
        {
            response = await CallAsync(
                copy.Operation,
                copy.Source,
                static (self, request, watch) => self._client.CopyObjectAsync(request, watch.Token),
                request,
                cancellation).ConfigureAwait(false);
        }
        catch (StoragePreconditionException exception)
        {
            throw new StoragePreconditionException(
                copy.Operation, copy.Destination, Name, $"the copy was asked for {copy.Condition}", exception);
        }

        // The same tag is the same bytes; another one may mean that the source changed, or was put in parts.
        StorageETag tag = StorageETag.Parse(response.ETag);
        return tag == copy.Copied.ETag
            ? copy.Copied with { Key = copy.Destination, ModifiedAt = default }
            : await StatAsync(copy.Operation, copy.Destination, cancellation).ConfigureAwait(false)
                ?? copy.Copied with { Key = copy.Destination, ModifiedAt = default, ETag = tag };
    }

    private async ValueTask<StorageEntry> CopyPartsAsync(S3Copy copy, CancellationToken cancellation)
    {
        var put = new S3Put(copy.Destination, copy.DestinationKey, copy.Condition, copy.Copied.Metadata);
        MultipartUpload upload = await MultipartUpload.StartAsync(this, put, cancellation).ConfigureAwait(false);
        await using (upload.ConfigureAwait(false))
        {
            long partBytes = Math.Max(
                S3StorageOptions.PartBytesMin,
                Math.Max(
                    _options.Compatibility.SingleCopyBytesMax,
                    (copy.Copied.Length + S3StorageOptions.PartCountMax - 1) / S3StorageOptions.PartCountMax));
            for (long start = 0; start < copy.Copied.Length; start += partBytes)
            {
                long end = Math.Min(start + partBytes, copy.Copied.Length) - 1;
                await upload.AddCopyAsync(copy, TagText(copy.Copied.ETag), start, end, cancellation)
                    .ConfigureAwait(false);
            }

            return await upload.CompleteCopyAsync(copy, cancellation).ConfigureAwait(false);
        }
    }
}
