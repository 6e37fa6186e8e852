using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace ChunkedBuffers.Kestrel.Tests;

/// <summary>Kestrel on a free port of the loopback address, with pools from a factory. Not thread-safe.</summary>
internal sealed class KestrelHost : IAsyncDisposable
{
    private readonly WebApplication _application;

    private KestrelHost(WebApplication application)
    {
        _application = application;
        Address = new Uri(application.Urls.Single());
    }

    internal Uri Address { get; }

    internal static async Task<KestrelHost> StartAsync(
        IMemoryPoolFactory<byte> factory, RequestDelegate handler, HttpProtocols protocols = HttpProtocols.Http1)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(
            options => options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocols));

        // Behind UseKestrelCore, because the last registration counts.
        builder.Services.AddSingleton(factory);
        WebApplication application = builder.Build();
        application.Run(handler);
        await application.StartAsync();
        return new KestrelHost(application);
    }

    internal HttpClient CreateClient(Version version)
    {
        // The machine's proxy has no business on the loopback address.
        return new HttpClient(new SocketsHttpHandler { UseProxy = false })
        {
            BaseAddress = Address,
            DefaultRequestVersion = version,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }

    /// <summary>Ends when every connection has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }
}
