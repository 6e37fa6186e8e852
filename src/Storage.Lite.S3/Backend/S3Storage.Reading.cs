using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using ChunkedBuffers;

namespace Storage.Lite.S3;

/// <content>Reading.</content>
public sealed partial class S3Storage
{
    /// <summary>As long as the blocks that a pool keeps.</summary>
    internal const int PortionBytes = 256 * 1024;

    /// <summary>An object that changes between two requests about it is asked for again so often.</summary>
    private const int ChangesMax = 16;

    internal static readonly ChunkedBufferOptions Portions =
        new() { ChunkLengthMin = PortionBytes, ChunkLengthMax = PortionBytes };

    /// <inheritdoc/>
    public async ValueTask<StorageContent> TryGetAsync(
        StorageKey key, GetOptions options = default, CancellationToken cancellation = default)
    {
        StorageReader opened = await OpenAsync(key, options, cancellation).ConfigureAwait(false);
        await using (opened.ConfigureAwait(false))
        {
            if (opened is not S3StorageReader reader)
            {
                return opened.Outcome switch
                {
                    StorageOutcome.Found => StorageContent.Found(BufferSlice.Empty, opened.Entry, opened.Start),
                    StorageOutcome.NotModified => StorageContent.NotModified(opened.Entry),
                    _ => StorageContent.NotFound,
                };
            }

            BufferSlice bytes = await reader.ReadAllAsync(cancellation).ConfigureAwait(false);
            return StorageContent.Found(bytes, reader.Entry, reader.Start);
        }
    }

    /// <inheritdoc/>
    public ValueTask<StorageReader> TryOpenReadAsync(
        StorageKey key, GetOptions options = default, CancellationToken cancellation = default) =>
        OpenAsync(key, options, cancellation);

    /// <inheritdoc/>
    public ValueTask<StorageEntry?> TryStatAsync(StorageKey key, CancellationToken cancellation = default) =>
        StatAsync(StorageOperation.Stat, key, cancellation);

    internal async ValueTask<StorageEntry?> StatAsync(
        StorageOperation operation, StorageKey key, CancellationToken cancellation)
    {
        GetObjectMetadataResponse? response = await HeadAsync(operation, key, cancellation).ConfigureAwait(false);
        return response is null ? null : EntryOf(key, response);
    }

    internal async ValueTask<GetObjectMetadataResponse?> HeadAsync(
        StorageOperation operation, StorageKey key, CancellationToken cancellation)
    {
        string objectKey = ObjectKey(operation, key);
        try
        {
            return await CallAsync(
                operation,
                key,
                static (self, name, watch) => self._client.GetObjectMetadataAsync(
                    new GetObjectMetadataRequest { BucketName = self._options.Bucket, Key = name }, watch.Token),
                objectKey,
                cancellation).ConfigureAwait(false);
        }
        catch (StorageNotFoundException)
        {
            await RequireBucketAsync(operation, key, cancellation).ConfigureAwait(false);
            return null;
        }
    }

    internal static StorageEntry EntryOf(StorageKey key, GetObjectMetadataResponse response) => new()
    {
        Key = key,
        Length = response.ContentLength,
        ModifiedAt = TimeOf(response.LastModified),
        ETag = StorageETag.Parse(response.ETag),
        Metadata = ObjectMetadata.Read(response.Metadata),
    };

    internal static DateTimeOffset TimeOf(DateTime? time) => time is { } known
        ? new DateTimeOffset(DateTime.SpecifyKind(known.ToUniversalTime(), DateTimeKind.Utc))
        : default;

    /// <summary>
    /// An answer without a body cannot say whether the key or the bucket is missing, so that the bucket is asked for
    /// once: a missing bucket is no "not there".
    /// </summary>
    private async ValueTask RequireBucketAsync(
        StorageOperation operation, StorageKey key, CancellationToken cancellation)
    {
        if (_hasSeenBucket)
        {
            return;
        }

        try
        {
            _ = await CallAsync(
                operation,
                key,
                static (self, _, watch) => self._client.HeadBucketAsync(
                    new HeadBucketRequest { BucketName = self._options.Bucket }, watch.Token),
                default(object),
                cancellation).ConfigureAwait(false);
        }
        catch (StorageNotFoundException exception)
        {
            throw new StorageException(
                operation,
                key,
                Name,
                $"there is no bucket {_address}: create the bucket, or correct its name in the options",
                inner: exception);
        }
        catch (StorageAccessException)
        {
            // Who may read objects need not be allowed to look at the bucket, and then it is there.
            _hasSeenBucket = true;
        }
    }

    private async ValueTask<StorageReader> OpenAsync(
        StorageKey key, GetOptions options, CancellationToken cancellation)
    {
        if (options.Condition.Kind == StorageConditionKind.Absent)
        {
            throw new ArgumentException("A get takes the conditions if match and if none match.", nameof(options));
        }

        for (int attempt = 1; ; attempt++)
        {
            StorageReader? reader = options.Range.Length == 0
                ? await OpenNothingAsync(key, options, cancellation).ConfigureAwait(false)
                : await TryOpenOnceAsync(key, options, cancellation).ConfigureAwait(false);
            if (reader is not null)
            {
                return reader;
            }

            if (attempt == ChangesMax)
            {
                throw new StorageException(
                    StorageOperation.Get,
                    key,
                    Name,
                    $"it changed {ChangesMax} times while it was read",
                    StorageTransience.Temporary);
            }
        }
    }

    /// <summary>Opens what is known of the object, for a range without bytes.</summary>
    private async ValueTask<StorageReader> OpenNothingAsync(
        StorageKey key, GetOptions options, CancellationToken cancellation)
    {
        StorageEntry? found = await StatAsync(StorageOperation.Get, key, cancellation).ConfigureAwait(false);
        if (found is not { } entry)
        {
            return StorageReader.NotFound;
        }

        if (!options.Condition.Holds(exists: true, entry.ETag))
        {
            return options.Condition.Kind == StorageConditionKind.NoneMatch
                ? StorageReader.NotModified(entry)
                : throw new StoragePreconditionException(
                    StorageOperation.Get,
                    key,
                    Name,
                    $"it was asked for {options.Condition}, and its version is {entry.ETag}");
        }

        return options.Range.TryResolve(entry.Length, out long start, out _)
            ? StorageReader.FromContent(StorageContent.Found(BufferSlice.Empty, entry, start))
            : throw AfterTheEnd(key, options.Range, entry.Length, null);
    }

    /// <summary>Opens an object; null when it changed between two requests.</summary>
    private async ValueTask<StorageReader?> TryOpenOnceAsync(
        StorageKey key, GetOptions options, CancellationToken cancellation)
    {
        string objectKey = ObjectKey(StorageOperation.Get, key);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        cancellation.ThrowIfCancellationRequested();
        var watch = new RequestWatch(_options.IdleTimeout, cancellation);
        GetObjectResponse? response = null;
        try
        {
            response = await _client.GetObjectAsync(RequestOf(objectKey, options), watch.Token).ConfigureAwait(false);
            _hasSeenBucket = true;
            var reader = S3StorageReader.Create(this, key, options.Range, response);
            response = null;
            return reader;
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotModified)
        {
            // The answer has no length, and the entry has to.
            StorageEntry? entry = await StatAsync(StorageOperation.Get, key, cancellation).ConfigureAwait(false);
            return entry?.ETag == options.Condition.ETag ? StorageReader.NotModified(entry.Value) : null;
        }
        catch (AmazonS3Exception exception) when (S3Errors.IsMissing(exception))
        {
            return StorageReader.NotFound;
        }
        catch (AmazonS3Exception exception) when (
            exception.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            StorageEntry? found = await StatAsync(StorageOperation.Get, key, cancellation).ConfigureAwait(false);
            if (found is not { } entry)
            {
                return StorageReader.NotFound;
            }

            if (!options.Range.TryResolve(entry.Length, out long start, out long length))
            {
                throw AfterTheEnd(key, options.Range, entry.Length, exception);
            }

            // All of an object without bytes is nothing, and no error.
            return length == 0
                ? StorageReader.FromContent(StorageContent.Found(BufferSlice.Empty, entry, start))
                : null;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentOutOfRangeException)
        {
            throw StrangeVersion(key, exception);
        }
        catch (Exception exception) when (S3Errors.Knows(exception))
        {
            throw S3Errors.Create(PlaceOf(StorageOperation.Get, key), exception, watch);
        }
        finally
        {
            response?.Dispose();
            watch.Dispose();
        }
    }

    private GetObjectRequest RequestOf(string objectKey, GetOptions options)
    {
        StorageCondition condition = options.Condition;
        var request = new GetObjectRequest { BucketName = _options.Bucket, Key = objectKey };
        if (condition.Kind == StorageConditionKind.Match)
        {
            request.EtagToMatch = TagText(condition.ETag);
        }
        else if (condition.Kind == StorageConditionKind.NoneMatch)
        {
            request.EtagToNotMatch = TagText(condition.ETag);
        }

        StorageRange range = options.Range;
        if (range.IsAll)
        {
            request.ChecksumMode = _hasChecksums ? ChecksumMode.ENABLED : null;
        }
        else
        {
            Debug.Assert(range.Length != 0, "A range without bytes needs no get.");
            request.ByteRange = new ByteRange(range switch
            {
                { IsSuffix: true } => string.Create(CultureInfo.InvariantCulture, $"bytes=-{range.Length}"),
                { Length: { } length } => string.Create(
                    CultureInfo.InvariantCulture, $"bytes={range.Start}-{range.Start + length - 1}"),
                _ => string.Create(CultureInfo.InvariantCulture, $"bytes={range.Start}-"),
            });
        }

        return request;
    }

    /// <summary>The SDK takes a version without a hyphen for the MD5 of the bytes, and reads it as hexadecimal
    /// digits.</summary>
    private StorageException StrangeVersion(StorageKey key, Exception inner) => new(
        StorageOperation.Get,
        key,
        Name,
        "the service's version of it is neither a hash nor has it a hyphen, and the SDK reads no such object as a "
        + "whole: read it by ranges",
        inner: inner);

    private StorageRangeException AfterTheEnd(StorageKey key, StorageRange range, long length, Exception? inner) => new(
        StorageOperation.Get, key, Name, $"{range} is after its end, at {length}", inner);
}
