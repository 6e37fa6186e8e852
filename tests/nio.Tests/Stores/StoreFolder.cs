using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Native.TestKit;
using Storage.Lite;

namespace Nio.Tests.Stores;

/// <summary>A store in a folder of its own, and the tool that works on it.</summary>
internal sealed class StoreFolder : IDisposable
{
    /// <param name="settings">More settings of its address, each with an ampersand before it.</param>
    internal StoreFolder(string settings = "")
    {
        Root = Directory.CreateDirectory(Temp.File("store")).FullName;

        // Tests wait for no device; what has to survive a power failure is the library's to prove.
        Url = $"file://{Root}?durability=none{settings}";
    }

    internal TemporaryDirectory Temp { get; } = new();

    /// <summary>The folder that the store is in.</summary>
    internal string Root { get; }

    internal string Url { get; }

    public void Dispose() => Temp.Dispose();

    /// <summary>Runs a verb on the store.</summary>
    internal Task<ProcessResult> RunAsync(string verb, params IEnumerable<string> arguments) =>
        NioProcess.RunAsync(["store", verb, "--url", Url, .. arguments]);

    /// <summary>Runs a verb on the store with bytes on standard input.</summary>
    internal Task<ProcessResult> RunAsync(byte[] input, string verb, params IEnumerable<string> arguments) =>
        NioProcess.RunAsync(input, ["store", verb, "--url", Url, .. arguments]);

    /// <summary>The beginning of a command line for a shell.</summary>
    internal string Shell(string verb) => $"$NIO store {verb} --url {NioProcess.Quote(Url)}";

    /// <summary>Puts an object without the tool, into a folder of the layout in which files are objects.</summary>
    internal string Put(string key, ReadOnlySpan<byte> value)
    {
        string path = Path.Combine(Root, key);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, value);
        return path;
    }

    /// <summary>What a process that has ended must not leave in the store.</summary>
    internal IReadOnlyList<string> Leftovers()
    {
        string temp = Path.Combine(Root, ".storage-lite", "temp");
        return Directory.Exists(temp)
            ? [.. Directory.EnumerateFileSystemEntries(temp).Select(static path => Path.GetFileName(path))]
            : [];
    }

    /// <summary>Interrupts a tool that the shell has become, and waits for its end.</summary>
    internal static async Task<ProcessResult> InterruptAsync(Process process)
    {
        using Process kill = NioProcess.StartShell($"kill -INT {process.Id}");
        await kill.WaitForExitAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        using MemoryStream output = new();
        await process.StandardOutput.BaseStream.CopyToAsync(output);
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        return new ProcessResult(process.ExitCode, output.ToArray(), await error);
    }

    /// <summary>Waits for what another process does.</summary>
    internal static async Task WaitAsync(Func<bool> condition, Process process, CancellationToken cancellation)
    {
        while (!condition())
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException("It ended before it could be stopped.");
            }

            await Task.Delay(5, cancellation);
        }
    }

    internal static string RandomKey() =>
        Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(StorageKeyRing.KeyLength));
}
