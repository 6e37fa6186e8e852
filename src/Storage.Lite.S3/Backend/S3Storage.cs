using System;
using System.Diagnostics;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Storage.Lite.S3;

/// <summary>A store in a bucket of S3, or of a service that speaks it.</summary>
/// <remarks>
/// <para>Values are streamed into and out of pooled blocks. A writer sends parts as it goes, in
/// <see cref="S3StorageOptions.PartBytes"/> times <see cref="S3StorageOptions.ConcurrentParts"/> bytes of memory, and
/// puts a short value in one request; without a commit the parts are removed. Conditions are the service's own, and
/// <see cref="S3StorageOptions.Compatibility"/> says which of them it heeds: the others are refused.</para>
/// <para>The service tells no more of a delete than that it happened, so one asks before, which takes two requests. It
/// tells no time of a put, and versions are made of the bytes: <see cref="StorageCapabilities"/> says so.</para>
/// <para>Nothing is repeated here: put <see cref="RetryStorage"/> on top. Errors of the service name its code and the
/// request.</para>
/// <para>Ownership: the store owns its connections, and a client of the caller's only when it is told to.</para>
/// <para>Thread safety: any number of threads, except during dispose.</para>
/// <example><code>
/// await using var storage = new S3Storage("reports");
/// await storage.PutTextAsync("2026/summary", "ready");
/// string text = await storage.GetTextAsync("2026/summary");
/// </code></example>
/// </remarks>
public sealed partial class S3Storage : IStorage, IPresignedUrls
{
    /// <summary>The longest object of S3.</summary>
    private const long ObjectBytesMax = 5L << 40;

    /// <summary>The longest time of a signature of version 4.</summary>
    private static readonly TimeSpan s_presignMax = TimeSpan.FromDays(7);

    private readonly S3StorageOptions _options;
    private readonly IAmazonS3 _client;
    private readonly StorageHttpClientFactory? _connections;
    private readonly string _address;
    private readonly bool _isPlainHttp;
    private readonly bool _hasChecksums;
    private volatile bool _hasSeenBucket;
    private volatile bool _isDisposed;

    /// <summary>Makes a store of a bucket, with credentials and region as the SDK finds them.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <exception cref="StorageConfigurationException">There is no bucket, or no region.</exception>
    public S3Storage(string bucket)
        : this(new S3StorageOptions { Bucket = bucket })
    {
    }

    /// <summary>Makes a store of a bucket. The service is not asked yet.</summary>
    /// <param name="options">Which bucket, and how.</param>
    /// <exception cref="StorageConfigurationException">An option is wrong, or there is no region.</exception>
    public S3Storage(S3StorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        S3Compatibility service = options.Compatibility;
        if (options.Client is null)
        {
            _connections = new StorageHttpClientFactory(options.ConnectTimeout, service.TakesExpectContinue);
        }

        _client = options.Client ?? CreateClient(options, _connections!);
        string? serviceUrl = _client.Config.ServiceURL;
        _isPlainHttp = serviceUrl?.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ?? _client.Config.UseHttp;
        _address = $"{options.Bucket} at {serviceUrl ?? _client.Config.RegionEndpoint?.SystemName ?? "S3"}";
        _hasChecksums = options.Checksums == S3Checksums.WhenSupported && service.KeepsChecksums;
        Capabilities = new StorageCapabilities
        {
            CreatesIfAbsent = service.CreatesIfAbsent,
            ComparesAndSwaps = service.ComparesAndSwaps,
            DeletesIfMatch = service.DeletesIfMatch,
            CopiesIfAbsent = service.CopiesIfAbsent,
            KeepsMetadata = true,
            IsDurable = true,
            HasFlatKeys = true,
            ListsETags = true,
            MakesPresignedUrls = true,
            TellsSeveralDeleters = !service.DeletesIfMatch,
            TagsByContent = true,
            PutsOmitTime = true,
            ValueBytesMax = Math.Min(ObjectBytesMax, (long)options.PartBytes * S3StorageOptions.PartCountMax),
        };
    }

    /// <inheritdoc/>
    public string Name => _options.Name;

    /// <inheritdoc/>
    public StorageCapabilities Capabilities { get; }

    /// <summary>Gets the client, for what is no part of this contract. Ownership: borrows; valid as long as the
    /// store.</summary>
    public IAmazonS3 Client => _client;

    internal S3StorageOptions Options => _options;

    internal bool HasChecksums => _hasChecksums;

    /// <summary>Gets whether the bytes of a request are signed: TLS protects them otherwise.</summary>
    internal bool? DisablesPayloadSigning => _isPlainHttp ? null : true;

    /// <inheritdoc/>
    public async ValueTask<StorageHealth> CheckHealthAsync(CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        long start = Stopwatch.GetTimestamp();
        try
        {
            _ = await CallAsync(
                StorageOperation.CheckHealth,
                default,
                static (self, _, watch) => self._client.HeadBucketAsync(
                    new HeadBucketRequest { BucketName = self._options.Bucket }, watch.Token),
                default(object),
                cancellation).ConfigureAwait(false);
            return new StorageHealth
            {
                IsHealthy = true,
                Description = $"{_address} answers.",
                Elapsed = Stopwatch.GetElapsedTime(start),
            };
        }
        catch (StorageException exception)
        {
            return new StorageHealth
            {
                IsHealthy = false,
                Description = exception.Message,
                Elapsed = Stopwatch.GetElapsedTime(start),
                Error = exception,
            };
        }
    }

    /// <inheritdoc/>
    public ValueTask<Uri> PresignGetAsync(
        StorageKey key, TimeSpan lifetime, CancellationToken cancellation = default) =>
        PresignAsync(StorageOperation.Get, HttpVerb.GET, key, lifetime, cancellation);

    /// <inheritdoc/>
    public ValueTask<Uri> PresignPutAsync(
        StorageKey key, TimeSpan lifetime, CancellationToken cancellation = default) =>
        PresignAsync(StorageOperation.Put, HttpVerb.PUT, key, lifetime, cancellation);

    /// <inheritdoc/>
    public T? GetFeature<T>()
        where T : class => this as T;

    /// <summary>Closes the connections. Disposing twice does nothing.</summary>
    /// <returns>A task that has ended.</returns>
    public ValueTask DisposeAsync()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            if (_options.Client is null || _options.OwnsClient)
            {
                _client.Dispose();
            }

            _connections?.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Makes a request, and makes its failure that of a store.</summary>
    internal async ValueTask<TResult> CallAsync<TState, TResult>(
        StorageOperation operation,
        StorageKey key,
        Func<S3Storage, TState, RequestWatch, Task<TResult>> request,
        TState state,
        CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        cancellation.ThrowIfCancellationRequested();
        using var watch = new RequestWatch(_options.IdleTimeout, cancellation);
        try
        {
            TResult result = await request(this, state, watch).ConfigureAwait(false);
            _hasSeenBucket = true;
            return result;
        }
        catch (Exception exception) when (S3Errors.Knows(exception))
        {
            throw S3Errors.Create(PlaceOf(operation, key), exception, watch);
        }
    }

    internal RequestPlace PlaceOf(StorageOperation operation, StorageKey key) => new(operation, key, Name, _address);

    /// <summary>Gets the key in the bucket.</summary>
    /// <exception cref="StorageInvalidKeyException">The bucket cannot hold it.</exception>
    internal string ObjectKey(StorageOperation operation, StorageKey key)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (key.IsEmpty)
        {
            // Says that it is empty, as for every store.
            _ = StorageKey.Parse("");
        }

        string text = _options.Prefix + key.Text;
        if (text[0] == '/')
        {
            throw new StorageInvalidKeyException(
                operation, key, Name, "the SDK does not keep a slash at the beginning: set a prefix, or leave it out");
        }

        int bytes = Encoding.UTF8.GetByteCount(text);
        return bytes <= StorageKey.BytesMax
            ? text
            : throw new StorageInvalidKeyException(
                operation,
                key,
                Name,
                $"with the prefix it has {bytes} bytes of UTF-8, and {StorageKey.BytesMax} are the most");
    }

    internal string TagText(StorageETag tag) => _options.Compatibility.TakesQuotedTags ? $"\"{tag}\"" : tag.ToString();

    private static IAmazonS3 CreateClient(S3StorageOptions options, StorageHttpClientFactory connections)
    {
        try
        {
            return S3ClientFactory.Create(options, connections);
        }
        catch
        {
            connections.Dispose();
            throw;
        }
    }

    private async ValueTask<Uri> PresignAsync(
        StorageOperation operation, HttpVerb verb, StorageKey key, TimeSpan lifetime, CancellationToken cancellation)
    {
        string objectKey = ObjectKey(operation, key);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lifetime, s_presignMax);
        string url = await CallAsync(
            operation,
            key,
            static (self, request, _) => self._client.GetPreSignedURLAsync(request),
            new GetPreSignedUrlRequest
            {
                BucketName = _options.Bucket,
                Key = objectKey,
                Verb = verb,
                Expires = (_options.TimeProvider.GetUtcNow() + lifetime).UtcDateTime,
                Protocol = _isPlainHttp ? Protocol.HTTP : Protocol.HTTPS,
            },
            cancellation).ConfigureAwait(false);
        return new Uri(url);
    }
}
