using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using Amazon.S3;
using Amazon.S3.Model;
using ChunkedBuffers;
using NativeIo;

namespace Storage.Lite.S3;

/// <summary>
/// A value that is sent in parts, several at once. Add waits while all slots are taken, so that no more than those
/// parts are in memory. The first failure stops the others; dispose waits for all of them, and removes what was sent
/// unless the upload is complete. Thread safety: one caller at a time.
/// </summary>
internal sealed partial class MultipartUpload : IAsyncDisposable
{
    private readonly S3Storage _storage;
    private readonly S3Put _put;
    private readonly string _id;
    private readonly SemaphoreSlim _slots;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task<PartETag>> _parts = [];
    private ExceptionDispatchInfo? _failure;
    private uint _checksum;
    private long _length;
    private bool _isComplete;

    private MultipartUpload(S3Storage storage, S3Put put, string id)
    {
        _storage = storage;
        _put = put;
        _id = id;
        _slots = new SemaphoreSlim(storage.Options.ConcurrentParts);
    }

    internal static async ValueTask<MultipartUpload> StartAsync(
        S3Storage storage, S3Put put, CancellationToken cancellation)
    {
        var request = new InitiateMultipartUploadRequest
        {
            BucketName = storage.Options.Bucket,
            Key = put.ObjectKey,
        };
        if (storage.HasChecksums)
        {
            request.ChecksumAlgorithm = ChecksumAlgorithm.CRC32C;
            request.ChecksumType = ChecksumType.FULL_OBJECT;
        }

        if (put.ContentType is { } contentType)
        {
            request.ContentType = contentType;
        }

        ObjectMetadata.Write(put.Metadata, request.Metadata);
        InitiateMultipartUploadResponse response = await storage.CallAsync(
            StorageOperation.Put,
            put.Key,
            static (self, request, watch) => self.Client.InitiateMultipartUploadAsync(request, watch.Token),
            request,
            cancellation).ConfigureAwait(false);
        return new MultipartUpload(storage, put, response.UploadId);
    }

    /// <summary>Sends a part when a slot is free. Ownership: the bytes transfer, also when this throws.</summary>
    internal async ValueTask AddAsync(BufferSlice part, CancellationToken cancellation)
    {
        Debug.Assert(!part.IsEmpty, "A part has bytes.");
        try
        {
            await TakeSlotAsync(cancellation).ConfigureAwait(false);
        }
        catch
        {
            part.Dispose();
            throw;
        }

        _checksum = _storage.HasChecksums ? Crc32C.Append(_checksum, part) : 0;
        _length += part.Length;
        int number = _parts.Count + 1;
        _parts.Add(RunPartAsync(async token =>
        {
            using (part)
            {
                return await _storage.CallAsync(
                    StorageOperation.Put,
                    _put.Key,
                    (_, bytes, watch) => SendAsync(number, bytes, watch),
                    part,
                    token).ConfigureAwait(false);
            }
        }));
    }

    /// <summary>Makes the parts the object.</summary>
    internal async ValueTask<StorageEntry> CompleteAsync(CancellationToken cancellation)
    {
        PartETag[] parts = await WaitAsync(cancellation).ConfigureAwait(false);
        return await CompleteAsync(
            parts, _storage.HasChecksums ? ValueChecksum.ToText(_checksum) : null, cancellation).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        // The parts first: a part that arrives after the removal would stay. Their failures were told already.
        await _stop.CancelAsync().ConfigureAwait(false);
        await ((Task)Task.WhenAll(_parts)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_isComplete)
        {
            await RemoveAsync().ConfigureAwait(false);
        }

        _stop.Dispose();
        _slots.Dispose();
    }

    /// <summary>Waits for a slot, and tells the failure of an earlier part instead of sending more.</summary>
    private async ValueTask TakeSlotAsync(CancellationToken cancellation)
    {
        await _slots.WaitAsync(cancellation).ConfigureAwait(false);
        if (_failure is { } failure)
        {
            _ = _slots.Release();
            failure.Throw();
        }
    }

    /// <summary>Waits for all parts.</summary>
    private async ValueTask<PartETag[]> WaitAsync(CancellationToken cancellation)
    {
        using CancellationTokenRegistration registration = cancellation.Register(
            static state => ((CancellationTokenSource)state!).Cancel(), _stop);
        await ((Task)Task.WhenAll(_parts)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
        _failure?.Throw();
        return await Task.WhenAll(_parts).ConfigureAwait(false);
    }

    private async Task<PartETag> RunPartAsync(Func<CancellationToken, Task<PartETag>> send)
    {
        try
        {
            return await send(_stop.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The first failure is the one to tell; those that it stops are cancelled.
            _ = Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
            await _stop.CancelAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            _ = _slots.Release();
        }
    }

    private async Task<PartETag> SendAsync(int number, BufferSlice part, RequestWatch watch)
    {
        using var body = new UploadStream(part, watch);
        string? checksum = _storage.HasChecksums ? ValueChecksum.Of(part) : null;
        UploadPartResponse response = await _storage.Client.UploadPartAsync(
            new UploadPartRequest
            {
                BucketName = _storage.Options.Bucket,
                Key = _put.ObjectKey,
                UploadId = _id,
                PartNumber = number,
                PartSize = part.Length,
                InputStream = body,
                DisablePayloadSigning = _storage.DisablesPayloadSigning,
                ChecksumCRC32C = checksum,
            },
            watch.Token).ConfigureAwait(false);
        return new PartETag(number, response.ETag) { ChecksumCRC32C = checksum };
    }

    private async ValueTask<StorageEntry> CompleteAsync(
        PartETag[] parts, string? checksum, CancellationToken cancellation)
    {
        var request = new CompleteMultipartUploadRequest
        {
            BucketName = _storage.Options.Bucket,
            Key = _put.ObjectKey,
            UploadId = _id,
            PartETags = [.. parts.OrderBy(static part => part.PartNumber)],
        };
        if (checksum is not null)
        {
            request.ChecksumType = ChecksumType.FULL_OBJECT;
            request.ChecksumCRC32C = checksum;
        }

        S3Storage.SetCondition(
            _put.Condition,
            _storage.TagText(_put.Condition.ETag),
            tag => request.IfMatch = tag,
            tag => request.IfNoneMatch = tag);
        CompleteMultipartUploadResponse response;
        try
        {
            response = await _storage.CallAsync(
                StorageOperation.Put,
                _put.Key,
                static (self, request, watch) => self.Client.CompleteMultipartUploadAsync(request, watch.Token),
                request,
                cancellation).ConfigureAwait(false);
        }
        catch (StorageException exception) when (_put.Condition.Kind != StorageConditionKind.None)
        {
            throw await _storage.JudgeAsync(_put, exception, cancellation).ConfigureAwait(false);
        }

        _isComplete = true;
        var tag = StorageETag.Parse(response.ETag);
        if (tag.IsEmpty)
        {
            // Some services tell it only when they are asked.
            StorageEntry? entry = await _storage.StatAsync(StorageOperation.Put, _put.Key, cancellation)
                .ConfigureAwait(false);
            tag = entry?.ETag ?? default;
        }

        return _put.ToEntry(_length, tag);
    }

    /// <summary>Removes the parts. When that fails they stay, as those of a program that died, until the bucket's rule
    /// for incomplete uploads or <see cref="S3Storage.RemoveUploadsAsync"/> removes them.</summary>
    private async ValueTask RemoveAsync()
    {
        try
        {
            await _storage.RemoveUploadAsync(_put.Key, _put.ObjectKey, _id, CancellationToken.None)
                .ConfigureAwait(false);
        }
        catch (StorageException)
        {
            // Whoever gave up has a failure of their own to tell, and dispose must not replace it.
            Debug.Assert(!_isComplete, "What is complete is not removed.");
        }
    }
}
