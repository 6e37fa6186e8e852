using System;
using System.Net.Http;
using System.Threading;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;

namespace Storage.Lite.S3;

/// <summary>Makes the client of a store that is not given one.</summary>
internal static class S3ClientFactory
{
    /// <summary>What services other than Amazon's take when no region is set.</summary>
    private const string DefaultRegion = "us-east-1";

    /// <summary>Ownership: the caller disposes the client and its connections.</summary>
    internal static IAmazonS3 Create(S3StorageOptions options, StorageHttpClientFactory connections)
    {
        var config = new AmazonS3Config
        {
            ForcePathStyle = options.UsesPathStyle ?? options.Endpoint is not null,
            MaxErrorRetry = options.SdkRetries,

            // Checksums are the store's own business: those of the SDK come as trailers, which many services refuse.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            HttpClientFactory = connections,

            // The watch of each request does it, and a large value may take any time.
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (options.Endpoint is { } endpoint)
        {
            config.ServiceURL = endpoint.AbsoluteUri;
            config.AuthenticationRegion = options.Region ?? DefaultRegion;
        }
        else if (options.Region is not null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        }

        try
        {
            return options.Credentials is null
                ? new AmazonS3Client(config)
                : new AmazonS3Client(options.Credentials, config);
        }
        catch (AmazonClientException exception)
        {
            throw new StorageConfigurationException(
                "region",
                $"the SDK could not be set up: {exception.Message} Set a region or an endpoint, or AWS_REGION.",
                exception);
        }
    }
}
