using System;
using System.Collections.Generic;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Amazon.Runtime;
using Amazon.S3.Model;
using ChunkedBuffers;

namespace Storage.Lite.S3;

/// <content>Writing.</content>
public sealed partial class S3Storage
{
    /// <inheritdoc/>
    public async ValueTask<StorageEntry> PutAsync(
        StorageKey key, BufferSlice value, PutOptions? options = null, CancellationToken cancellation = default)
    {
        S3Put put = Begin(key, options);
        ThrowIfTooLong(key, value.Length);
        if (value.Length <= SingleBytesMax(put.Condition))
        {
            return await PutWholeAsync(put, value, cancellation).ConfigureAwait(false);
        }

        ThrowUnlessCompletes(put);
        MultipartUpload upload = await MultipartUpload.StartAsync(this, put, cancellation).ConfigureAwait(false);
        await using (upload.ConfigureAwait(false))
        {
            for (long start = 0; start < value.Length; start += _options.PartBytes)
            {
                BufferSlice part = value.Slice(start, Math.Min(_options.PartBytes, value.Length - start));
                await upload.AddAsync(part, cancellation).ConfigureAwait(false);
            }

            return await upload.CompleteAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public ValueTask<StorageWriter> OpenWriteAsync(
        StorageKey key, PutOptions? options = null, CancellationToken cancellation = default)
    {
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<StorageWriter>(cancellation);
        }

        try
        {
            S3Put put = Begin(key, options);
            ThrowIfTooLong(key, options?.Length ?? 0);
            return new ValueTask<StorageWriter>(new S3StorageWriter(this, put, options ?? PutOptions.Default));
        }
        catch (StorageException exception)
        {
            return ValueTask.FromException<StorageWriter>(exception);
        }
    }

    /// <summary>Puts a value in one request.</summary>
    internal async ValueTask<StorageEntry> PutWholeAsync(S3Put put, BufferSlice value, CancellationToken cancellation)
    {
        PutObjectResponse response;
        try
        {
            response = await CallAsync(
                StorageOperation.Put,
                put.Key,
                static (self, state, watch) => self.SendWholeAsync(state.put, state.value, watch),
                (put, value),
                cancellation).ConfigureAwait(false);
        }
        catch (StorageException exception) when (put.Condition.Kind != StorageConditionKind.None)
        {
            throw await JudgeAsync(put, exception, cancellation).ConfigureAwait(false);
        }

        return put.ToEntry(value.Length, StorageETag.Parse(response.ETag));
    }

    /// <summary>
    /// Finds out what a conditional change's failure means: a service that says "conflict", "not there" or, some of
    /// them, "internal error" to whoever lost a race has changed nothing, and the key holds what somebody else put.
    /// </summary>
    internal async ValueTask<StorageException> JudgeAsync(
        S3Put put, StorageException failure, CancellationToken cancellation)
    {
        if (failure.InnerException is not AmazonServiceException answer)
        {
            return failure;
        }

        bool isDoubt = answer.StatusCode == HttpStatusCode.Conflict
            || (answer.StatusCode == HttpStatusCode.InternalServerError
                && _options.Compatibility.AnswersLostRacesWithError);
        if (failure is StorageNotFoundException && put.Condition.Kind == StorageConditionKind.Match)
        {
            return new StoragePreconditionException(
                StorageOperation.Put,
                put.Key,
                Name,
                $"it was asked for {put.Condition}, and the key holds no object",
                failure);
        }

        if (!isDoubt)
        {
            return failure;
        }

        StorageEntry? current = await StatAsync(StorageOperation.Put, put.Key, cancellation).ConfigureAwait(false);
        return put.Condition.Holds(current is not null, current?.ETag ?? default)
            ? failure
            : new StoragePreconditionException(
                StorageOperation.Put,
                put.Key,
                Name,
                $"it was asked for {put.Condition}, and somebody else was first",
                failure);
    }

    /// <summary>Refuses a conditional value that needs several requests, where their end takes no condition.</summary>
    internal void ThrowUnlessCompletes(S3Put put)
    {
        if (put.Condition.Kind != StorageConditionKind.None && !_options.Compatibility.CompletesUnderCondition)
        {
            throw new StorageNotSupportedException(
                StorageOperation.Put,
                put.Key,
                Name,
                $"the service takes {put.Condition} with values of one request only: put it as one slice, or raise "
                + $"PartBytes above {_options.PartBytes}");
        }
    }

    internal void ThrowIfTooLong(StorageKey key, long length)
    {
        if (length > Capabilities.ValueBytesMax)
        {
            throw new StorageQuotaException(
                StorageOperation.Put,
                key,
                Name,
                $"it has {length} bytes, and {S3StorageOptions.PartCountMax} parts of PartBytes are "
                + $"{Capabilities.ValueBytesMax}");
        }
    }

    internal static void SetCondition(StorageCondition condition, string tag, Action<string> match, Action<string> none)
    {
        if (condition.Kind == StorageConditionKind.Match)
        {
            match(tag);
        }
        else if (condition.Kind == StorageConditionKind.Absent)
        {
            none("*");
        }
    }

    private async Task<PutObjectResponse> SendWholeAsync(S3Put put, BufferSlice value, RequestWatch watch)
    {
        using var body = new UploadStream(value, watch);
        var request = new PutObjectRequest
        {
            BucketName = _options.Bucket,
            Key = put.ObjectKey,
            InputStream = body,
            AutoCloseStream = false,
            DisablePayloadSigning = DisablesPayloadSigning,
            ChecksumCRC32C = _hasChecksums ? ValueChecksum.Of(value) : null,
        };
        request.Headers.ContentLength = value.Length;
        if (put.ContentType is { } contentType)
        {
            request.ContentType = contentType;
        }

        ObjectMetadata.Write(put.Metadata, request.Metadata);
        SetCondition(
            put.Condition,
            TagText(put.Condition.ETag),
            tag => request.IfMatch = tag,
            tag => request.IfNoneMatch = tag);
        return await _client.PutObjectAsync(request, watch.Token).ConfigureAwait(false);
    }

    private long SingleBytesMax(StorageCondition condition)
    {
        S3Compatibility service = _options.Compatibility;
        return condition.Kind != StorageConditionKind.None && !service.CompletesUnderCondition
            ? service.SinglePutBytesMax
            : Math.Min(_options.SinglePutBytesMax, service.SinglePutBytesMax);
    }

    /// <summary>Checks what is asked of a put, before anything is sent.</summary>
    private S3Put Begin(StorageKey key, PutOptions? options)
    {
        options ??= PutOptions.Default;
        string objectKey = ObjectKey(StorageOperation.Put, key);
        StorageCondition condition = options.Condition;
        S3Compatibility service = _options.Compatibility;
        bool isHeeded = condition.Kind switch
        {
            StorageConditionKind.None => true,
            StorageConditionKind.Absent => service.CreatesIfAbsent,
            StorageConditionKind.Match => service.ComparesAndSwaps,
            _ => false,
        };
        Require(isHeeded, key, $"the service does not put {condition}");
        Require(options.ExpiresAt is null, key, "objects do not expire: put the envelope layer on top of it");
        Require(options.CompressionLevel is null, key, "it does not compress: put a compressing layer on top of it");
        IReadOnlyDictionary<string, string>? metadata = ObjectMetadata.Freeze(
            options.Metadata, service.TakesUnderscoreInMetadata);
        return new S3Put(key, objectKey, condition, metadata);
    }

    private void Require(bool isSupported, StorageKey key, string detail)
    {
        if (!isSupported)
        {
            throw new StorageNotSupportedException(StorageOperation.Put, key, Name, detail);
        }
    }
}
