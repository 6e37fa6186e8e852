using System;
using System.Diagnostics;
using System.IO;
using Native.TestKit;

namespace NativeIo.Tests;

/// <summary>
/// A file system on a device whose sectors have 4096 bytes, which refuses what is not aligned to them. Needs root.
/// </summary>
internal sealed class LoopDevice : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly string _device = "";
    private readonly bool _isMounted;

    internal LoopDevice()
    {
        try
        {
            string image = _folder.File("image");
            using (FileStream file = File.Create(image))
            {
                file.SetLength(32 * 1024 * 1024);
            }

            _device = Run("losetup", "--sector-size", "4096", "--find", "--show", image).Trim();
            _ = Run("mkfs.ext4", "-q", "-b", "4096", _device);
            _ = Directory.CreateDirectory(Path);
            _ = Run("mount", _device, Path);
            _isMounted = true;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Gets the folder that it is mounted at.</summary>
    internal string Path => _folder.File("mounted");

    public void Dispose()
    {
        if (_isMounted)
        {
            _ = Run("umount", Path);
        }

        if (_device.Length > 0)
        {
            _ = Run("losetup", "--detach", _device);
        }

        _folder.Dispose();
    }

    private static string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {error}");
    }
}
