using System;
using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Storage.Lite.S3;

namespace Native.Benchmarks;

/// <summary>The S3 server that is measured, as <c>eng/s3.sh</c> starts it, and the clients of both sides.</summary>
internal sealed record S3Service(Uri Endpoint, string Region, string AccessKey, string SecretKey)
{
    public const string Bucket = "native-benchmarks";

    /// <summary>Reads the variables that the script prints; null when there is no server.</summary>
    public static S3Service? FromEnvironment() =>
        Environment.GetEnvironmentVariable("S3_ENDPOINT") is { Length: > 0 } endpoint
            ? new S3Service(
                new Uri(endpoint), Variable("S3_REGION"), Variable("S3_ACCESS_KEY"), Variable("S3_SECRET_KEY"))
            : null;

    /// <summary>Opens ours, as a user does.</summary>
    public S3Storage OpenStorage(string prefix) => new(new S3StorageOptions
    {
        Bucket = Bucket,
        Prefix = prefix,
        Endpoint = Endpoint,
        Region = Region,
        Credentials = new BasicAWSCredentials(AccessKey, SecretKey),
        Compatibility = S3Compatibility.Ceph,
    });

    /// <summary>Opens ours with an object of every key of a workload. Ownership: the caller's.</summary>
    public S3Storage OpenFilled(StoreWork work, string verb)
    {
        string prefix = $"native-{verb}-{work.Size.Name}/";
        Fill(work, prefix);
        return OpenStorage(prefix);
    }

    /// <summary>Makes the SDK's client, set up for this server with care: without checksums, which it refuses, and
    /// without a question before each body.</summary>
    public AmazonS3Client OpenClient()
    {
        var client = new AmazonS3Client(new BasicAWSCredentials(AccessKey, SecretKey), new AmazonS3Config
        {
            ServiceURL = Endpoint.AbsoluteUri,
            AuthenticationRegion = Region,
            ForcePathStyle = true,
            MaxErrorRetry = 0,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            HttpClientFactory = new Connections(),
        });
        Wait(client.PutBucketAsync(new PutBucketRequest { BucketName = Bucket }));
        return client;
    }

    /// <summary>Puts an object of every key of a workload.</summary>
    public void Fill(StoreWork work, string prefix)
    {
        using AmazonS3Client client = OpenClient();
        string[] keys = work.Keys();
        for (int key = 0; key < keys.Length; key++)
        {
            Wait(client.PutObjectAsync(RequestOf(prefix + keys[key], work.ValueOf(key))));
        }
    }

    public static PutObjectRequest RequestOf(string key, byte[] value) => new()
    {
        BucketName = Bucket,
        Key = key,
        InputStream = new MemoryStream(value, writable: false),
    };

    private static string Variable(string name) => Environment.GetEnvironmentVariable(name)
        ?? throw new InvalidOperationException($"{name} is not set, and S3_ENDPOINT is: eng/s3.sh prints both.");

    private static void Wait(Task task) => task.GetAwaiter().GetResult();

    private sealed class Connections : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) =>
            new(new WithoutExpect(new SocketsHttpHandler())) { Timeout = Timeout.InfiniteTimeSpan };
    }

    private sealed class WithoutExpect(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.ExpectContinue = false;
            return base.SendAsync(request, cancellationToken);
        }
    }
}
