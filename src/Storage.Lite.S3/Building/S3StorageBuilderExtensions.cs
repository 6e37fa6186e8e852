using System;
using Amazon.Runtime;

namespace Storage.Lite.S3;

/// <summary>Makes S3 known to <see cref="StorageBuilder"/> and to configuration.</summary>
/// <remarks>
/// Thread safety: as what is extended.
/// <example><code>
/// await using IStorage storage = new StorageBuilder()
///     .UseS3(new S3StorageOptions { Bucket = "reports", Region = "eu-central-1" })
///     .UseRetry()
///     .Build();
/// </code></example>
/// </remarks>
public static class S3StorageBuilderExtensions
{
    /// <summary>The type's name in configuration.</summary>
    public const string TypeName = "s3";

    /// <summary>Keeps the bytes in a bucket.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="options">Which bucket, and how.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="StorageConfigurationException">An option is wrong.</exception>
    /// <exception cref="InvalidOperationException">There is a backend already.</exception>
    public static StorageBuilder UseS3(this StorageBuilder builder, S3StorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return builder.UseBackend(() => new S3Storage(options));
    }

    /// <summary>Keeps the bytes in a bucket, with credentials and region as the SDK finds them.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="bucket">The bucket.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="StorageConfigurationException">There is no bucket.</exception>
    /// <exception cref="InvalidOperationException">There is a backend already.</exception>
    public static StorageBuilder UseS3(this StorageBuilder builder, string bucket) =>
        builder.UseS3(new S3StorageOptions { Bucket = bucket });

    /// <summary>Lets configuration name the type <c>s3</c>.</summary>
    /// <param name="catalog">The types of backend.</param>
    /// <returns>The catalog.</returns>
    /// <exception cref="ArgumentException">There is a type of that name already.</exception>
    public static StorageBackendCatalog AddS3(this StorageBackendCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Add(TypeName, static (builder, settings) =>
        {
            S3StorageOptions options = Read(settings);
            try
            {
                _ = builder.UseS3(options);
            }
            catch (StorageConfigurationException exception)
            {
                // The options know their names, and the section knows where it stands.
                string problem = exception.Message[(exception.Path.Length + 2)..];
                throw new StorageConfigurationException($"{settings.Path}:{exception.Path}", problem, exception);
            }
        });
    }

    private static S3StorageOptions Read(StorageSettings settings)
    {
        var defaults = new S3StorageOptions { Bucket = settings.RequireText("bucket") };
        string? endpoint = settings.GetText("endpoint");
        string? compatibility = settings.GetText("compatibility");
        return defaults with
        {
            Name = settings.GetText("name") ?? defaults.Name,
            Prefix = settings.GetText("prefix") ?? defaults.Prefix,
            Endpoint = endpoint is null
                ? null
                : S3StorageOptions.ParseEndpoint($"{settings.Path}:endpoint", endpoint),
            Region = settings.GetText("region"),
            UsesPathStyle = settings.GetFlag("pathStyle"),
            AllowsPlainHttp = settings.GetFlag("allowsPlainHttp") ?? defaults.AllowsPlainHttp,
            Credentials = ReadCredentials(settings),
            Compatibility = compatibility is null
                ? defaults.Compatibility
                : S3StorageOptions.ParseCompatibility($"{settings.Path}:compatibility", compatibility),
            Checksums = settings.GetChoice<S3Checksums>("checksums") ?? defaults.Checksums,
            PartBytes = (int?)settings.GetNumber("partBytes", S3StorageOptions.PartBytesMin, int.MaxValue)
                ?? defaults.PartBytes,
            ConcurrentParts = (int?)settings.GetNumber("concurrentParts", 1, int.MaxValue) ?? defaults.ConcurrentParts,
            ConcurrentRequests = (int?)settings.GetNumber("concurrentRequests", 1, int.MaxValue)
                ?? defaults.ConcurrentRequests,
            SinglePutBytesMax = settings.GetNumber("singlePutBytesMax") ?? defaults.SinglePutBytesMax,
            IdleTimeout = settings.GetSeconds("idleTimeout") ?? defaults.IdleTimeout,
            ConnectTimeout = settings.GetSeconds("connectTimeout") ?? defaults.ConnectTimeout,
            SdkRetries = (int?)settings.GetNumber("sdkRetries", 0, RetryOptions.RetriesMax) ?? defaults.SdkRetries,
        };
    }

    private static AWSCredentials? ReadCredentials(StorageSettings settings)
    {
        string? accessKey = settings.GetText("accessKey");
        string? secretKey = settings.GetText("secretKey");
        string? sessionToken = settings.GetText("sessionToken");
        if ((accessKey is null) != (secretKey is null) || (sessionToken is not null && accessKey is null))
        {
            throw new StorageConfigurationException(
                $"{settings.Path}:accessKey",
                "accessKey and secretKey belong together (sessionToken to both); without them the SDK looks for its");
        }

        return accessKey is null
            ? null
            : sessionToken is null
                ? new BasicAWSCredentials(accessKey, secretKey)
                : new SessionAWSCredentials(accessKey, secretKey, sessionToken);
    }
}
