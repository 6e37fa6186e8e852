using System;
using System.Diagnostics;
using Native.TestKit;

namespace NativeIo.Tests;

/// <summary>
/// A file system in memory with a fixed size, so that it can be full; unmounted on dispose. Needs root, as CI has.
/// </summary>
internal sealed class MemoryMount : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private bool _isMounted;

    internal MemoryMount(string options)
    {
        try
        {
            Run("mount", "-t", "tmpfs", "-o", options, "tmpfs", _folder.Path);
            _isMounted = true;
        }
        catch
        {
            _folder.Dispose();
            throw;
        }
    }

    internal string Path => _folder.Path;

    internal string File(string name) => _folder.File(name);

    public void Dispose()
    {
        if (_isMounted)
        {
            _isMounted = false;
            Run("umount", "-l", _folder.Path);
        }

        _folder.Dispose();
    }

    internal static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {error}");
        }
    }
}
