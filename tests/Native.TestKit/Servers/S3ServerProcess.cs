using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Native.TestKit;

/// <summary>
/// A real S3 server: one instance of <c>eng/s3.sh</c>, on ports and in a folder of its own, so that any number of them
/// run beside one another. It starts at the first use and ends with the fixture. Thread safety: any number of threads,
/// except during dispose.
/// </summary>
public sealed class S3ServerProcess : IAsyncLifetime
{
    /// <summary>Another process may take a port between the look for it and its use.</summary>
    private const int StartsMax = 4;

    private static readonly TimeSpan s_scriptTimeout = TimeSpan.FromMinutes(5);

    private static int s_instances;

    private readonly string _folder = Path.Combine(
        Path.GetTempPath(), $"native-s3-test-{Environment.ProcessId}-{Interlocked.Increment(ref s_instances)}");

    private readonly Lazy<Task<S3ServerSettings>> _settings;
    private int _gatewayPort;
    private int _monitorPort;

    public S3ServerProcess() => _settings = new Lazy<Task<S3ServerSettings>>(StartFirstAsync);

    /// <summary>Gets the settings, once the server runs.</summary>
    public Task<S3ServerSettings> Settings => _settings.Value;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_settings.IsValueCreated)
        {
            _ = await RunScriptAsync("stop");
        }
    }

    /// <summary>Makes the gateway stand still, with its connections open.</summary>
    public Task PauseAsync() => RunScriptAsync("pause");

    /// <summary>Lets the gateway go on.</summary>
    public Task ResumeAsync() => RunScriptAsync("resume");

    /// <summary>Ends the gateway at once, as a crash does. What it has stored stays.</summary>
    public Task KillAsync() => RunScriptAsync("kill");

    /// <summary>Starts the gateway again, where it was.</summary>
    public Task RestartAsync() => RunScriptAsync("start");

    /// <summary>A port of this machine that nobody listens at.</summary>
    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private async Task<S3ServerSettings> StartFirstAsync()
    {
        for (int attempt = 1; ; attempt++)
        {
            (_gatewayPort, _monitorPort) = (FreePort(), FreePort());
            try
            {
                return Read(await RunScriptAsync("start"));
            }
            catch (InvalidOperationException) when (attempt < StartsMax)
            {
                _ = await RunScriptAsync("stop");
            }
        }
    }

    private static S3ServerSettings Read(string output)
    {
        Dictionary<string, string> settings = new(StringComparer.Ordinal);
        foreach (string line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            settings[line[..equals]] = line[(equals + 1)..];
        }

        return new S3ServerSettings(
            new Uri(settings["S3_ENDPOINT"]),
            settings["S3_REGION"],
            settings["S3_ACCESS_KEY"],
            settings["S3_SECRET_KEY"]);
    }

    private async Task<string> RunScriptAsync(string command)
    {
        var start = new ProcessStartInfo("bash")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "s3.sh"), command },
            Environment =
            {
                ["S3_DIR"] = _folder,
                ["S3_PORT"] = _gatewayPort.ToString(CultureInfo.InvariantCulture),
                ["S3_MONITOR_PORT"] = _monitorPort.ToString(CultureInfo.InvariantCulture),
                ["S3_STORE"] = "memstore",
            },
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("No process was started.");
        ChildProcessResult result = await ProcessEnd.ReadAsync(process, $"s3.sh {command}", s_scriptTimeout);
        return result.ExitCode == 0
            ? result.Output
            : throw new InvalidOperationException(
                $"s3.sh {command} ended with {result.ExitCode}: {result.Error}");
    }
}
