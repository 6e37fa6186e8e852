using System;
using System.Collections.Generic;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Amazon.S3;
using Amazon.S3.Model;

namespace Storage.Lite.S3;

/// <content>Lists.</content>
public sealed partial class S3Storage
{
    /// <summary>The last characters of 4, 3, 2 and 1 bytes of UTF-8.</summary>
    private static readonly string[] s_lastOfBytes = ["\U0010FFFF", "\uFFFF", "\u07FF", "\u007F"];

    /// <inheritdoc/>
    public IAsyncEnumerable<StoragePage> ListPagesAsync(
        ListOptions? options = null, CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        options ??= ListOptions.Default;
        options.Validate();
        return EnumerateAsync(options, cancellation);
    }

    private async IAsyncEnumerable<StoragePage> EnumerateAsync(
        ListOptions options, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string prefix = _options.Prefix + options.Prefix;
        if (Encoding.UTF8.GetByteCount(prefix) > StorageKey.BytesMax)
        {
            yield return new StoragePage([]);
            yield break;
        }

        var request = new ListObjectsV2Request
        {
            BucketName = _options.Bucket,
            Prefix = prefix,
            Delimiter = options.Delimiter.Length == 0 ? null : options.Delimiter,
            MaxKeys = options.PageSize,
            StartAfter = options.StartAfter is null ? null : StartAfter(options),

            // Keys may have characters that XML cannot hold.
            Encoding = EncodingType.Url,
        };
        do
        {
            cancellation.ThrowIfCancellationRequested();
            ListObjectsV2Response response = await CallAsync(
                StorageOperation.List,
                default,
                static (self, request, watch) => self._client.ListObjectsV2Async(request, watch.Token),
                request,
                cancellation).ConfigureAwait(false);
            request.ContinuationToken = response.IsTruncated == true ? response.NextContinuationToken : null;
            yield return PageOf(response, request.ContinuationToken is not null);
        }
        while (request.ContinuationToken is not null);
    }

    private StoragePage PageOf(ListObjectsV2Response response, bool isMore)
    {
        List<StorageEntry> entries = new(response.S3Objects?.Count ?? 0);
        string last = "";
        foreach (S3Object found in response.S3Objects ?? [])
        {
            string text = Decode(found.Key, response);
            last = Later(last, text);

            // Others may have put what is no key here, as a folder's mark; nobody could ask for it.
            if (StorageKey.TryParse(text, out StorageKey key, out _) && (_options.Prefix + text)[0] != '/')
            {
                entries.Add(new StorageEntry
                {
                    Key = key,
                    Length = found.Size ?? 0,
                    ModifiedAt = TimeOf(found.LastModified),
                    ETag = StorageETag.Parse(found.ETag),
                });
            }
        }

        List<string> prefixes = new(response.CommonPrefixes?.Count ?? 0);
        foreach (string found in response.CommonPrefixes ?? [])
        {
            string text = Decode(found, response);
            last = Later(last, text);
            prefixes.Add(text);
        }

        return new StoragePage(entries, prefixes, isMore ? last : null);
    }

    /// <summary>Reads a key as the list writes it, and takes the store's prefix away.</summary>
    private string Decode(string text, ListObjectsV2Response response)
    {
        string key = response.Encoding == EncodingType.Url ? WebUtility.UrlDecode(text) : text;
        return key.StartsWith(_options.Prefix, StringComparison.Ordinal) ? key[_options.Prefix.Length..] : "";
    }

    /// <summary>The later of two texts by their UTF-8 bytes, which is how lists go on.</summary>
    private static string Later(string left, string right) =>
        Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right)) < 0 ? right : left;

    /// <summary>
    /// A common prefix stands for all that begin with it: the list goes on after the last key that could, which has the
    /// last characters up to the length limit.
    /// </summary>
    private string StartAfter(ListOptions options)
    {
        string after = _options.Prefix + options.StartAfter;
        bool isPrefix = options.Delimiter.Length > 0
            && options.StartAfter!.StartsWith(options.Prefix, StringComparison.Ordinal)
            && options.StartAfter.Length > options.Prefix.Length
            && options.StartAfter.IndexOf(options.Delimiter, options.Prefix.Length, StringComparison.Ordinal)
                == options.StartAfter.Length - options.Delimiter.Length;
        if (!isPrefix)
        {
            return after;
        }

        var text = new StringBuilder(after);
        int left = StorageKey.BytesMax - Encoding.UTF8.GetByteCount(after);
        for (int size = s_lastOfBytes.Length; size > 0; size--)
        {
            for (; left >= size; left -= size)
            {
                _ = text.Append(s_lastOfBytes[s_lastOfBytes.Length - size]);
            }
        }

        return text.ToString();
    }
}
