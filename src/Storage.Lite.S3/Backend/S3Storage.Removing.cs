using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Amazon.S3;
using Amazon.S3.Model;

namespace Storage.Lite.S3;

/// <content>Removing.</content>
public sealed partial class S3Storage
{
    /// <summary>The most keys of one request.</summary>
    private const int BatchMax = 1000;

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteAsync(
        StorageKey key, StorageCondition condition = default, CancellationToken cancellation = default)
    {
        if (condition.Kind != StorageConditionKind.None)
        {
            _ = ObjectKey(StorageOperation.Delete, key);
            return await DeleteIfAsync(key, condition, cancellation).ConfigureAwait(false);
        }

        for (int attempt = 1; ; attempt++)
        {
            StorageEntry? found = await StatAsync(StorageOperation.Delete, key, cancellation).ConfigureAwait(false);
            if (found is not { } entry)
            {
                return false;
            }

            // Where the service compares, only one of several deleters removes this very version. A key that is
            // written all the time is removed as it is in the end.
            bool compares = _options.Compatibility.DeletesIfMatch && attempt < ChangesMax;
            try
            {
                await RemoveAsync(StorageOperation.Delete, key, compares ? entry.ETag : default, cancellation)
                    .ConfigureAwait(false);
                return true;
            }
            catch (StorageNotFoundException) when (attempt < ChangesMax)
            {
                // Somebody else removed it meanwhile, and this service says so.
                continue;
            }
            catch (StoragePreconditionException) when (compares)
            {
                // Somebody else replaced or removed it: the next look says which.
                continue;
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// A batch has no conditions here, and the service does not tell whether there was an object, so each key is asked
    /// for before the batch is removed. Of several batches at once, or a batch beside a delete, each may be told that
    /// the object existed, also where <see cref="StorageCapabilities.TellsSeveralDeleters"/> is false, and an object
    /// that is put between the two requests is removed too.
    /// </remarks>
    public async ValueTask<IReadOnlyList<StorageDeleteResult>> DeleteManyAsync(
        IReadOnlyList<StorageKey> keys, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var results = new StorageDeleteResult[keys.Count];
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = _options.ConcurrentRequests,
            CancellationToken = cancellation,
        };

        // The service does not tell whether there was an object: each key is asked for before.
        await Parallel.ForAsync(0, keys.Count, parallel, async (index, token) =>
        {
            results[index] = await LookAsync(keys[index], token).ConfigureAwait(false);
        }).ConfigureAwait(false);

        Dictionary<string, List<int>> found = new(StringComparer.Ordinal);
        for (int index = 0; index < results.Length; index++)
        {
            if (results[index].Existed)
            {
                string objectKey = _options.Prefix + keys[index].Text;
                if (!found.TryGetValue(objectKey, out List<int>? places))
                {
                    found.Add(objectKey, places = []);
                }

                places.Add(index);
            }
        }

        await RemoveManyAsync(found, results, parallel).ConfigureAwait(false);
        return results;
    }

    /// <summary>
    /// Removes the parts of values that never became objects, as those of a program that died. A rule of the bucket
    /// that ends incomplete uploads does the same.
    /// </summary>
    /// <param name="age">How old they are at least; others may still be written.</param>
    /// <param name="cancellation">Gives up: some may be removed.</param>
    /// <returns>How many values there were.</returns>
    /// <exception cref="StorageException">They could not be listed or removed.</exception>
    public async ValueTask<int> RemoveUploadsAsync(TimeSpan age, CancellationToken cancellation = default)
    {
        DateTimeOffset limit = _options.TimeProvider.GetUtcNow() - age;
        int count = 0;
        var request = new ListMultipartUploadsRequest { BucketName = _options.Bucket, Prefix = _options.Prefix };
        bool isMore;
        do
        {
            ListMultipartUploadsResponse page = await CallAsync(
                StorageOperation.List,
                default,
                static (self, request, watch) => self._client.ListMultipartUploadsAsync(request, watch.Token),
                request,
                cancellation).ConfigureAwait(false);
            foreach (Amazon.S3.Model.MultipartUpload upload in (page.MultipartUploads ?? []).Where(
                upload => TimeOf(upload.Initiated) <= limit))
            {
                await RemoveUploadAsync(default, upload.Key, upload.UploadId, cancellation).ConfigureAwait(false);
                count++;
            }

            isMore = page.IsTruncated == true;
            request.KeyMarker = page.NextKeyMarker;
            request.UploadIdMarker = page.NextUploadIdMarker;
        }
        while (isMore);
        return count;
    }

    internal async ValueTask RemoveUploadAsync(
        StorageKey key, string objectKey, string id, CancellationToken cancellation) => _ = await CallAsync(
            StorageOperation.Put,
            key,
            static (self, request, watch) => self._client.AbortMultipartUploadAsync(request, watch.Token),
            new AbortMultipartUploadRequest { BucketName = _options.Bucket, Key = objectKey, UploadId = id },
            cancellation).ConfigureAwait(false);

    private async ValueTask<bool> DeleteIfAsync(
        StorageKey key, StorageCondition condition, CancellationToken cancellation)
    {
        if (condition.Kind != StorageConditionKind.Match || !_options.Compatibility.DeletesIfMatch)
        {
            throw new StorageNotSupportedException(
                StorageOperation.Delete, key, Name, $"the service does not delete {condition}");
        }

        try
        {
            await RemoveAsync(StorageOperation.Delete, key, condition.ETag, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (StorageNotFoundException exception)
        {
            throw new StoragePreconditionException(
                StorageOperation.Delete,
                key,
                Name,
                $"it was asked for {condition}, and the key holds no object",
                exception);
        }
    }

    /// <summary>Removes an object, or a version of it.</summary>
    private async ValueTask RemoveAsync(
        StorageOperation operation, StorageKey key, StorageETag tag, CancellationToken cancellation)
    {
        string objectKey = ObjectKey(operation, key);
        _ = await CallAsync(
            operation,
            key,
            static (self, request, watch) => self._client.DeleteObjectAsync(request, watch.Token),
            new DeleteObjectRequest
            {
                BucketName = _options.Bucket,
                Key = objectKey,
                IfMatch = tag.IsEmpty ? null : TagText(tag),
            },
            cancellation).ConfigureAwait(false);
    }

    private async ValueTask<StorageDeleteResult> LookAsync(StorageKey key, CancellationToken cancellation)
    {
        try
        {
            StorageEntry? entry = await StatAsync(StorageOperation.Delete, key, cancellation).ConfigureAwait(false);
            return new StorageDeleteResult(key, entry is not null, Error: null);
        }
        catch (StorageException exception)
        {
            return new StorageDeleteResult(key, Existed: false, exception);
        }
    }

    private async ValueTask RemoveManyAsync(
        Dictionary<string, List<int>> found, StorageDeleteResult[] results, ParallelOptions parallel)
    {
        foreach (string[] batch in found.Keys.Where(IsXml).Chunk(BatchMax))
        {
            await RemoveBatchAsync(batch, found, results, parallel.CancellationToken).ConfigureAwait(false);
        }

        await Parallel.ForEachAsync(found.Keys.Where(static key => !IsXml(key)), parallel, async (objectKey, token) =>
        {
            StorageKey key = results[found[objectKey][0]].Key;
            try
            {
                await RemoveAsync(StorageOperation.Delete, key, default, token).ConfigureAwait(false);
            }
            catch (StorageException exception)
            {
                Fail(found[objectKey], results, exception);
            }
        }).ConfigureAwait(false);
    }

    private async ValueTask RemoveBatchAsync(
        string[] batch,
        Dictionary<string, List<int>> found,
        StorageDeleteResult[] results,
        CancellationToken cancellation)
    {
        try
        {
            _ = await CallAsync(
                StorageOperation.Delete,
                default,
                static (self, request, watch) => self._client.DeleteObjectsAsync(request, watch.Token),
                new DeleteObjectsRequest
                {
                    BucketName = _options.Bucket,
                    Objects = [.. batch.Select(static key => new KeyVersion { Key = key })],
                    Quiet = true,
                },
                cancellation).ConfigureAwait(false);
        }
        catch (StorageException exception) when (exception.InnerException is DeleteObjectsException failure)
        {
            foreach (DeleteError error in failure.Response.DeleteErrors ?? [])
            {
                if (error.Key is null || !found.TryGetValue(error.Key, out List<int>? places))
                {
                    // Of a key that nobody asked for, as some write it: which of them failed is not known.
                    FailAll(batch, found, results, exception);
                    return;
                }

                RequestPlace place = PlaceOf(StorageOperation.Delete, results[places[0]].Key);
                Fail(places, results, S3Errors.OfCode(place, error.Code, error.Message));
            }
        }
        catch (StorageException exception)
        {
            FailAll(batch, found, results, exception);
        }
    }

    private static void FailAll(
        string[] batch,
        Dictionary<string, List<int>> found,
        StorageDeleteResult[] results,
        StorageException error)
    {
        foreach (string key in batch)
        {
            Fail(found[key], results, error);
        }
    }

    private static void Fail(List<int> places, StorageDeleteResult[] results, StorageException error)
    {
        foreach (int place in places)
        {
            results[place] = results[place] with { Existed = false, Error = error };
        }
    }

    /// <summary>Says whether XML can hold the key as it is: a batch is XML, and what it cannot hold would be another
    /// key.</summary>
    private static bool IsXml(string key)
    {
        foreach (char unit in key)
        {
            if (char.IsControl(unit) || unit is '\ufffe' or '\uffff')
            {
                return false;
            }
        }

        return true;
    }
}
