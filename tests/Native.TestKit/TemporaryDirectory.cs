using System;
using System.IO;

namespace Native.TestKit;

/// <summary>A new empty directory that is removed, with everything in it, on dispose.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("native-test-");

    public string Path => _directory.FullName;

    /// <summary>The path of a file in the directory; the file need not exist.</summary>
    public string File(string name)
    {
        return System.IO.Path.Combine(Path, name);
    }

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(string name, ReadOnlySpan<byte> content)
    {
        string path = File(name);
        _ = Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>Reads a file as it is now, also while somebody has it open for writing.</summary>
    public byte[] Read(string name)
    {
        using var stream = new FileStream(
            File(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    public void Dispose()
    {
        if (_directory.Exists)
        {
            _directory.Delete(recursive: true);
        }
    }
}
