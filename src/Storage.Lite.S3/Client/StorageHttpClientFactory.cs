using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Amazon.Runtime;

namespace Storage.Lite.S3;

/// <summary>The connections of one store, which end with it. Thread safety: any number of threads.</summary>
internal sealed class StorageHttpClientFactory : HttpClientFactory, IDisposable
{
    /// <summary>Connections are made anew after a while, so that a change of the service's addresses is seen.</summary>
    private static readonly TimeSpan s_connectionLifetime = TimeSpan.FromMinutes(5);

    private readonly HttpClient _client;

    internal StorageHttpClientFactory(TimeSpan connectTimeout, bool takesExpectContinue)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = connectTimeout,
            PooledConnectionLifetime = s_connectionLifetime,
            UseCookies = false,
        };
        _client = new HttpClient(takesExpectContinue ? handler : new WithoutExpect(handler))
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => _client;

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    public void Dispose() => _client.Dispose();

    /// <summary>Sends the bytes of a put without asking first.</summary>
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
