using System;
using System.IO;
using System.IO.MemoryMappedFiles;

namespace Native.Benchmarks;

/// <summary>
/// The framework's mapping. Without unsafe code it gives its bytes by copying them, here to a reused buffer.
/// </summary>
internal sealed class MappedViewRead(FileReadWork work) : FileReadWorkload(work)
{
    private readonly byte[] _buffer = new byte[BufferLength];

    protected override ulong ReadOnce(out long length)
    {
        length = 0;
        ulong words = 0;
        using var file = MemoryMappedFile.CreateFromFile(
            FilePath, FileMode.Open, mapName: null, capacity: 0, MemoryMappedFileAccess.Read);
        long end = new FileInfo(FilePath).Length;
        using MemoryMappedViewStream view = file.CreateViewStream(0, end, MemoryMappedFileAccess.Read);
        int count;
        while ((count = view.Read(_buffer)) > 0)
        {
            words ^= WordXor.Of(_buffer.AsSpan(0, count));
            length += count;
        }

        return words;
    }
}
