using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Xunit;

namespace Storage.Lite.S3.Tests;

/// <summary>
/// The real server of all tests: one instance of <c>eng/s3.sh</c>, on ports and in a folder of its own. It starts at
/// the first use.
/// </summary>
public sealed class S3Server : IAsyncLifetime
{
    private static readonly TimeSpan s_scriptTimeout = TimeSpan.FromMinutes(5);

    private static readonly string s_folder =
        Path.Combine(Path.GetTempPath(), $"native-s3-test-{Environment.ProcessId}");
    private static readonly (int Gateway, int Monitor) s_ports = (FreePort(), FreePort());
    private static readonly Lazy<Task<Dictionary<string, string>>> s_settings = new(StartAsync);

    private static int s_buckets;

    internal static BasicAWSCredentials Credentials => new(Settings["S3_ACCESS_KEY"], Settings["S3_SECRET_KEY"]);

    internal static Uri Endpoint => new(Settings["S3_ENDPOINT"]);

    private static Dictionary<string, string> Settings => s_settings.Value.GetAwaiter().GetResult();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (s_settings.IsValueCreated)
        {
            _ = await RunScriptAsync("stop");
        }
    }

    /// <summary>Makes a bucket, and options that tell a store to use it.</summary>
    internal static async Task<S3StorageOptions> NewBucketAsync(CancellationToken cancellation = default)
    {
        var options = new S3StorageOptions
        {
            Bucket = $"bucket-{Interlocked.Increment(ref s_buckets)}",
            Endpoint = Endpoint,
            Region = Settings["S3_REGION"],
            Credentials = Credentials,
            Compatibility = S3Compatibility.Ceph,
        };
        await using var storage = new S3Storage(options);
        _ = await storage.Client.PutBucketAsync(new PutBucketRequest { BucketName = options.Bucket }, cancellation);
        return options;
    }

    /// <summary>Opens a store in a bucket of its own.</summary>
    internal static async ValueTask<S3Storage> OpenAsync(
        CancellationToken cancellation, Func<S3StorageOptions, S3StorageOptions>? change = null)
    {
        S3StorageOptions options = await NewBucketAsync(cancellation);
        return new S3Storage(change is null ? options : change(options));
    }

    internal static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static async Task<Dictionary<string, string>> StartAsync()
    {
        Dictionary<string, string> settings = new(StringComparer.Ordinal);
        foreach (string line in (await RunScriptAsync("start")).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            settings[line[..equals]] = line[(equals + 1)..];
        }

        return settings;
    }

    private static async Task<string> RunScriptAsync(string command)
    {
        var start = new ProcessStartInfo("bash")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "s3.sh"), command },
            Environment =
            {
                ["S3_DIR"] = s_folder,
                ["S3_PORT"] = $"{s_ports.Gateway}",
                ["S3_MONITOR_PORT"] = $"{s_ports.Monitor}",
                ["S3_STORE"] = "memstore",
            },
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("No process was started.");
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(s_scriptTimeout);
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"s3.sh {command} ended with {process.ExitCode}: {await error}");
    }
}
