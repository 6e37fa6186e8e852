using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Text;
using System.Threading.Tasks;
using Amazon.Runtime;
using Native.TestKit;

namespace Storage.Lite.S3.Tests.Network;

/// <summary>
/// A service that says what the test wants it to say, one answer after another: for what a real one on loopback does
/// not do, as conditions that only Amazon's heeds, and for its bad days.
/// </summary>
internal sealed class ScriptedEndpoint : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Queue<ScriptedAnswer> _answers;
    private readonly Task _task;

    internal ScriptedEndpoint(params ScriptedAnswer[] answers)
    {
        _answers = new Queue<ScriptedAnswer>(answers);
        Address = new Uri($"http://127.0.0.1:{S3ServerProcess.FreePort()}/");
        _listener.Prefixes.Add(Address.AbsoluteUri);
        _listener.Start();
        _task = ServeAsync();
    }

    internal Uri Address { get; }

    internal List<ScriptedRequest> Requests { get; } = [];

    /// <summary>A store over it, as over Amazon's service.</summary>
    internal S3Storage Open(Func<S3StorageOptions, S3StorageOptions>? change = null)
    {
        var options = new S3StorageOptions
        {
            Bucket = "bucket",
            Endpoint = Address,
            Credentials = new BasicAWSCredentials("key", "secret"),
        };
        return new S3Storage(change is null ? options : change(options));
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _task;
        _listener.Close();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                await AnswerAsync(context);
            }
            catch (Exception exception) when (
                !_listener.IsListening && exception is HttpListenerException or InvalidOperationException)
            {
                // The test has ended, before or after the listener was asked for a request.
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var reader = new StreamReader(context.Request.InputStream);
        string body = await reader.ReadToEndAsync();
        Requests.Add(new ScriptedRequest(
            $"{context.Request.HttpMethod} {context.Request.RawUrl}", context.Request.Headers, body));
        ScriptedAnswer answer = _answers.Count > 0 ? _answers.Dequeue() : ScriptedAnswer.Error(500, "NothingScripted");
        byte[] bytes = Encoding.UTF8.GetBytes(answer.Body);
        context.Response.StatusCode = answer.Status;
        foreach ((string name, string value) in answer.Headers)
        {
            if (name != "Content-Length")
            {
                context.Response.Headers[name] = value;
            }
        }

        context.Response.ContentLength64 = answer.Headers.TryGetValue("Content-Length", out string? length)
            ? long.Parse(length, System.Globalization.CultureInfo.InvariantCulture)
            : bytes.Length;
        if (context.Request.HttpMethod != "HEAD" && bytes.Length > 0)
        {
            await context.Response.OutputStream.WriteAsync(bytes);
        }

        context.Response.Close();
    }
}
