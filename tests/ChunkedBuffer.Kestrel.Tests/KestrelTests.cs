using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.IO.Pipelines;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Kestrel.Tests;

/// <summary>ASP.NET Core's server with block pools in the place of its own memory pools.</summary>
public sealed class KestrelTests
{
    private const int BodyBytes = 300_000;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(BlockPoolMode.Default, "1.1")]
    [InlineData(BlockPoolMode.Checked, "1.1")]
    [InlineData(BlockPoolMode.Checked, "2.0")]
    public async Task Requests_ManyAtATime_AreServedAndEveryBlockComesBack(BlockPoolMode mode, string version)
    {
        var pools = new RecordingPoolFactory(mode);
        using var bodies = new TrackingBlockPool();
        HttpProtocols protocols = version == "2.0" ? HttpProtocols.Http2 : HttpProtocols.Http1;
        await using (KestrelHost host = await KestrelHost.StartAsync(
            pools, context => EchoAsync(context, bodies.Pool), protocols))
        {
            using HttpClient client = host.CreateClient(Version.Parse(version));
            await Task.WhenAll(Enumerable.Range(0, 12).Select(index => PostAsync(client, index))).WaitAsync(s_patience);
        }

        pools.VerifyUsedAndBalanced();
    }

    [Fact]
    public async Task Body_TakenAsSlicesWithoutCopying_OutlivesTheServer()
    {
        var pools = new RecordingPoolFactory(BlockPoolMode.Default);
        using var copies = new TrackingBlockPool();
        var kept = new List<BufferSlice>();
        byte[] body = new SeededRandom(5).NextBytes(BodyBytes);
        await using (KestrelHost host = await KestrelHost.StartAsync(pools, async context =>
        {
            ReadResult result;
            do
            {
                result = await context.Request.BodyReader.ReadAsync();
                kept.Add(BufferSlice.FromSequence(result.Buffer, copies.Pool));
                context.Request.BodyReader.AdvanceTo(result.Buffer.End);
            }
            while (!result.IsCompleted);
        }))
        {
            using HttpClient client = host.CreateClient(HttpVersion.Version11);
            using HttpResponseMessage response = await client.PostAsync("/", new ByteArrayContent(body));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        // The connection, the server and its pools are gone; the bytes are where the socket put them.
        Assert.True(pools.RentedBlocks * 4096 >= BodyBytes);
        Assert.Equal(0, copies.Pool.GetStatistics().Misses);
        Assert.Equal(body, kept.SelectMany(static slice => slice.ToArray()));
        kept.ForEach(static slice => slice.Dispose());
        pools.VerifyUsedAndBalanced();
    }

    [Fact]
    public async Task Connection_ResetInTheMiddleOfABody_GivesItsBlocksBack()
    {
        var pools = new RecordingPoolFactory(BlockPoolMode.Checked);
        var begun = new TaskCompletionSource();
        var ended = new TaskCompletionSource<Exception>();
        await using (KestrelHost host = await KestrelHost.StartAsync(pools, async context =>
        {
            ReadResult first = await context.Request.BodyReader.ReadAsync();
            context.Request.BodyReader.AdvanceTo(first.Buffer.End);
            begun.SetResult();
            ended.SetResult(await Assert.ThrowsAnyAsync<Exception>(
                () => context.Request.BodyReader.CopyToAsync(Stream.Null)));
        }))
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp)
            {
                LingerState = new LingerOption(enable: true, seconds: 0),
            };
            await socket.ConnectAsync(host.Address.Host, host.Address.Port);
            await socket.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nbegin"u8.ToArray());
            await begun.Task.WaitAsync(s_patience);
            socket.Close();
            Assert.IsAssignableFrom<IOException>(await ended.Task.WaitAsync(s_patience));
        }

        pools.VerifyUsedAndBalanced();
    }

    [Fact]
    public async Task Request_HeadOverManyBlocksInSmallPieces_IsUnderstood()
    {
        var pools = new RecordingPoolFactory(BlockPoolMode.Checked);
        var values = new ConcurrentQueue<string>();
        await using (KestrelHost host = await KestrelHost.StartAsync(pools, context =>
        {
            values.Enqueue(context.Request.Headers["X-Long"].ToString());
            return context.Response.WriteAsync("done");
        }))
        {
            string value = new('v', 20_000);
            byte[] head = Encoding.ASCII.GetBytes(
                $"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Long: {value}\r\n\r\n");
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(host.Address.Host, host.Address.Port);
            foreach (byte[] piece in Chunkings.Fixed(head, 1009))
            {
                await socket.SendAsync(piece);
            }

            using var reader = new StreamReader(new NetworkStream(socket));
            string answer = await reader.ReadToEndAsync().WaitAsync(s_patience);
            Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer, StringComparison.Ordinal);
            Assert.Equal(value, Assert.Single(values));
        }

        pools.VerifyUsedAndBalanced();
    }

    /// <summary>Answers when the whole request is there: the client reads nothing before it has sent it.</summary>
    private static async Task EchoAsync(HttpContext context, BlockPool pool)
    {
        using var body = new ChunkedBuffer(pool);
        await body.ReadAllFromAsync(context.Request.Body, context.RequestAborted);
        await body.WriteToAsync(context.Response.Body, context.RequestAborted);
    }

    private static async Task PostAsync(HttpClient client, int index)
    {
        byte[] body = new SeededRandom((ulong)index).NextBytes(index * BodyBytes / 8);

        // Every other body comes without a length: in HTTP/1.1 that is the chunked encoding.
        using HttpContent content =
            index % 2 == 0 ? new ByteArrayContent(body) : new StreamContent(new UnseekableStream(body));
        using HttpResponseMessage response = await client.PostAsync("/", content);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(body, await response.Content.ReadAsByteArrayAsync());
    }
}
