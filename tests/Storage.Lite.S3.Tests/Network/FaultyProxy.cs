using System;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite.S3.Tests.Network;

/// <summary>
/// Stands between a store and its server, and lets through only so much: then it breaks the connection, as a server
/// that dies, or stands still, as a server that was stopped. It can also be slow.
/// </summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _tasks = [];
    private readonly IPEndPoint _server;
    private long _upBytes;
    private long _downBytes;

    internal FaultyProxy(Uri server)
    {
        _server = new IPEndPoint(IPAddress.Loopback, server.Port);
        _listener.Start();
        _tasks.Add(AcceptAsync());
    }

    internal Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>How many bytes go from here to the server, from now on.</summary>
    internal long UpBytesMax { get; set; } = long.MaxValue;

    /// <summary>How many bytes come from the server, from now on.</summary>
    internal long DownBytesMax { get; set; } = long.MaxValue;

    /// <summary>What happens then: the connection breaks, or stands still.</summary>
    internal bool StandsStill { get; set; }

    /// <summary>How many connections break before one works.</summary>
    internal int BrokenConnections { get; set; }

    /// <summary>The bytes after which it pauses; 0 for never.</summary>
    internal int PortionBytes { get; set; } = 64 * 1024;

    internal TimeSpan Pause { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        foreach (Task task in _tasks)
        {
            await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket client = await _listener.AcceptSocketAsync(_stop.Token);
            _tasks.Add(ServeAsync(client));
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using (client)
        {
            if (BrokenConnections > 0)
            {
                BrokenConnections--;
                client.LingerState = new LingerOption(enable: true, seconds: 0);
                return;
            }

            using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await server.ConnectAsync(_server, _stop.Token);
            Task up = PassAsync(client, server, isUp: true);
            Task down = PassAsync(server, client, isUp: false);
            await Task.WhenAny(up, down);
            client.Close();
            server.Close();
            await Task.WhenAll(up, down).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PassAsync(Socket from, Socket to, bool isUp)
    {
        byte[] buffer = new byte[PortionBytes];
        while (true)
        {
            int count = await from.ReceiveAsync(buffer, _stop.Token);
            if (count == 0)
            {
                return;
            }

            long passed = isUp ? Interlocked.Add(ref _upBytes, count) : Interlocked.Add(ref _downBytes, count);
            long over = passed - (isUp ? UpBytesMax : DownBytesMax);
            if (over > 0)
            {
                await to.SendAsync(buffer.AsMemory(0, (int)Math.Max(0, count - over)), _stop.Token);
                if (!StandsStill)
                {
                    return;
                }

                await Task.Delay(Timeout.Infinite, _stop.Token);
            }

            await to.SendAsync(buffer.AsMemory(0, count), _stop.Token);
            if (Pause > TimeSpan.Zero)
            {
                await Task.Delay(Pause, _stop.Token);
            }
        }
    }
}
