using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Amazon.S3.Model;

namespace Storage.Lite.S3;

/// <content>Parts that the service copies from another object.</content>
internal sealed partial class MultipartUpload
{
    /// <summary>Copies a range of the source, of the very version that was looked at.</summary>
    internal async ValueTask AddCopyAsync(
        S3Copy copy, string sourceTag, long start, long end, CancellationToken cancellation)
    {
        await TakeSlotAsync(cancellation).ConfigureAwait(false);
        _length += end - start + 1;
        int number = _parts.Count + 1;
        _parts.Add(RunPartAsync(token => SendCopyAsync(copy, sourceTag, number, start, end, token)));
    }

    /// <summary>
    /// Makes the parts the object, unless the source has changed since it was looked at: services that do not heed the
    /// source's version could have copied parts of two of them.
    /// </summary>
    internal async ValueTask<StorageEntry> CompleteCopyAsync(S3Copy copy, CancellationToken cancellation)
    {
        PartETag[] parts = await WaitAsync(cancellation).ConfigureAwait(false);
        StorageEntry? now = await _storage.StatAsync(copy.Operation, copy.Source, cancellation).ConfigureAwait(false);
        return now?.ETag == copy.Copied.ETag
            ? await CompleteAsync(parts, null, cancellation).ConfigureAwait(false)
            : throw new StoragePreconditionException(
                copy.Operation, copy.Source, _storage.Name, "it was changed while it was copied");
    }

    private async Task<PartETag> SendCopyAsync(
        S3Copy copy, string sourceTag, int number, long start, long end, CancellationToken cancellation)
    {
        CopyPartResponse response = await _storage.CallAsync(
            copy.Operation,
            copy.Source,
            static (self, request, watch) => self.Client.CopyPartAsync(request, watch.Token),
            new CopyPartRequest
            {
                SourceBucket = _storage.Options.Bucket,
                SourceKey = copy.SourceKey,
                DestinationBucket = _storage.Options.Bucket,
                DestinationKey = copy.DestinationKey,
                ETagToMatch = [sourceTag],
                UploadId = _id,
                PartNumber = number,
                FirstByte = start,
                LastByte = end,
            },
            cancellation).ConfigureAwait(false);
        return new PartETag(number, response.ETag) { ChecksumCRC32C = response.ChecksumCRC32C };
    }
}
