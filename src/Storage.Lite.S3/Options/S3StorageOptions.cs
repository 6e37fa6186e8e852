using System;
using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using ChunkedBuffers;

namespace Storage.Lite.S3;

/// <summary>Which bucket an <see cref="S3Storage"/> keeps its objects in, and how it talks to the service.</summary>
/// <remarks>
/// Thread safety: immutable.
/// <example><code>
/// var options = new S3StorageOptions { Bucket = "reports", Region = "eu-central-1", Prefix = "2026/" };
/// </code></example>
/// </remarks>
public sealed partial record S3StorageOptions
{
    /// <summary>The smallest part of a multipart upload that S3 takes, but for the last one.</summary>
    public const int PartBytesMin = 5 * 1024 * 1024;

    /// <summary>The most parts of a multipart upload.</summary>
    public const int PartCountMax = 10_000;

    /// <summary>More parts at once than that only cost memory.</summary>
    private const int ConcurrentPartsMax = 64;

    private const int ConcurrentRequestsLimit = 1024;

    /// <summary>Gets what the store is called in errors and measurements.</summary>
    public string Name { get; init; } = "s3";

    /// <summary>Gets the bucket, which exists already.</summary>
    public required string Bucket { get; init; }

    /// <summary>
    /// Gets the text that stands before every key in the bucket. It is text, not a folder: end it with a slash to make
    /// it one.
    /// </summary>
    public string Prefix { get; init; } = "";

    /// <summary>Gets the service's address, for services other than Amazon's; null for that of the region.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>
    /// Gets the region; null leaves it to the SDK (environment, profile), or with an endpoint means us-east-1, which
    /// most services take.
    /// </summary>
    public string? Region { get; init; }

    /// <summary>
    /// Gets whether the bucket stands in the path instead of the host's name; null means with an endpoint of its own.
    /// </summary>
    public bool? UsesPathStyle { get; init; }

    /// <summary>
    /// Gets the credentials; null means those that the SDK finds: environment, profile, container or machine.
    /// </summary>
    public AWSCredentials? Credentials { get; init; }

    /// <summary>
    /// Gets a client of the caller's. Endpoint, region, credentials, timeouts of connecting and retries are the
    /// client's then. Ownership: borrows, unless <see cref="OwnsClient"/>.
    /// </summary>
    public IAmazonS3? Client { get; init; }

    /// <summary>Gets a value indicating whether the store disposes <see cref="Client"/> with itself.</summary>
    public bool OwnsClient { get; init; }

    /// <summary>Gets a value indicating whether an endpoint that is not on this machine may be spoken to without
    /// TLS, in which case everybody on the way can read and change values.</summary>
    public bool AllowsPlainHttp { get; init; }

    /// <summary>Gets what the service does of S3.</summary>
    public S3Compatibility Compatibility { get; init; } = S3Compatibility.Amazon;

    /// <summary>Gets when values have checksums.</summary>
    public S3Checksums Checksums { get; init; }

    /// <summary>
    /// Gets the bytes of a part of a multipart upload. A writer keeps up to <see cref="ConcurrentParts"/> of them and
    /// one more in memory, and the largest value has <see cref="PartCountMax"/> of them.
    /// </summary>
    public int PartBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Gets how many parts of one value are sent at once.</summary>
    public int ConcurrentParts { get; init; } = 4;

    /// <summary>Gets the longest value in memory that is put in one request; longer ones are sent in parts.</summary>
    public long SinglePutBytesMax { get; init; } = 64 * 1024 * 1024;

    /// <summary>Gets how many requests of one call are under way at once, as those of a batch of deletes.</summary>
    public int ConcurrentRequests { get; init; } = 16;

    /// <summary>Gets how long a request may stand still, with no byte sent or received, until it has failed.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets how long connecting may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Gets how often the SDK repeats a request by itself. It is 0 so that <see cref="RetryStorage"/> above is the only
    /// one who does; two who repeat multiply.
    /// </summary>
    public int SdkRetries { get; init; }

    /// <summary>Gets where memory comes from; null means <see cref="BlockPool.Shared"/>. Ownership: borrows; the pool
    /// outlives the store.</summary>
    public BlockPool? Pool { get; init; }

    /// <summary>Gets the clock of the times that presigned URLs end.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Says what is wrong with the options.</summary>
    /// <exception cref="StorageConfigurationException">An option is missing, out of range, or contradicts
    /// another.</exception>
    public void Validate()
    {
        Require(!string.IsNullOrEmpty(Name), "name", "it is missing");
        Require(!string.IsNullOrEmpty(Bucket), "bucket", "it is missing");
        ArgumentNullException.ThrowIfNull(Prefix);
        ArgumentNullException.ThrowIfNull(Compatibility);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        Require(
            Prefix.Length == 0 || StorageKey.TryParse(Prefix, out _, out _),
            "prefix",
            $"'{Prefix}' cannot begin a key");
        Require(Prefix is not ['/', ..], "prefix", "it begins with a slash, which the SDK does not keep: leave it out");
        Require(Encoding.UTF8.GetByteCount(Prefix) < StorageKey.BytesMax, "prefix", "it leaves no room for keys");
        RequireConnection();
        Require(PartBytes >= PartBytesMin, "partBytes", $"{PartBytes} is less than the {PartBytesMin} of S3");
        Require(
            ConcurrentParts is > 0 and <= ConcurrentPartsMax,
            "concurrentParts",
            $"{ConcurrentParts} is not from 1 to {ConcurrentPartsMax}");
        Require(
            ConcurrentRequests is > 0 and <= ConcurrentRequestsLimit,
            "concurrentRequests",
            $"{ConcurrentRequests} is not from 1 to {ConcurrentRequestsLimit}");
        Require(SinglePutBytesMax >= 0, "singlePutBytesMax", $"{SinglePutBytesMax} is negative");
        Require(IdleTimeout > TimeSpan.Zero, "idleTimeout", $"{IdleTimeout} is no time to wait");
        Require(ConnectTimeout > TimeSpan.Zero, "connectTimeout", $"{ConnectTimeout} is no time to wait");
        Require(SdkRetries is >= 0 and <= RetryOptions.RetriesMax, "sdkRetries",
            $"{SdkRetries} is not from 0 to {RetryOptions.RetriesMax}");
        Require(Enum.IsDefined(Checksums), "checksums", $"{Checksums} is none of the known ones");
    }

    private static void Require(bool isRight, string path, string problem)
    {
        if (!isRight)
        {
            throw new StorageConfigurationException(path, problem);
        }
    }

    private void RequireConnection()
    {
        if (Client is not null)
        {
            Require(
                Endpoint is null && Region is null && Credentials is null,
                "client",
                "it has an endpoint, a region and credentials of its own: set either it or them");
            return;
        }

        Require(!OwnsClient, "ownsClient", "there is no client of the caller's to own");
        if (Endpoint is not { } endpoint)
        {
            return;
        }

        Require(
            endpoint.IsAbsoluteUri && (endpoint.Scheme == Uri.UriSchemeHttps || endpoint.Scheme == Uri.UriSchemeHttp),
            "endpoint",
            $"'{endpoint}' is no address that begins with https:// or http://");
        Require(endpoint.UserInfo.Length == 0, "endpoint", "it has a user in it: credentials do not belong into URLs");
        Require(
            endpoint.Scheme == Uri.UriSchemeHttps || endpoint.IsLoopback || AllowsPlainHttp,
            "endpoint",
            $"'{endpoint}' is not encrypted and not on this machine: use https, or say allowsPlainHttp");
    }
}
