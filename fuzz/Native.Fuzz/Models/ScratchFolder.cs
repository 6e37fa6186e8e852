using System;
using System.IO;

namespace Native.Fuzz.Models;

/// <summary>
/// Folders that go when the process ends. In memory where the system has such a place, so that flushing costs nothing.
/// </summary>
internal static class ScratchFolder
{
    private const string MemoryFolder = "/dev/shm";

    internal static string Make()
    {
        string path = Directory.Exists(MemoryFolder)
            ? Path.Combine(MemoryFolder, $"native-fuzz-{Environment.ProcessId}-{Guid.NewGuid():N}")
            : Path.Combine(Path.GetTempPath(), $"native-fuzz-{Guid.NewGuid():N}");
        _ = Directory.CreateDirectory(path);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(path, recursive: true);
        return path;
    }
}
