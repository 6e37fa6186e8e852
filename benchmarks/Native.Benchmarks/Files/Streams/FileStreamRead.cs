using System;
using System.IO;

namespace Native.Benchmarks;

/// <summary>A FileStream without a buffer of its own, read to a reused one.</summary>
internal sealed class FileStreamRead(FileReadWork work) : FileReadWorkload(work)
{
    private readonly byte[] _buffer = new byte[BufferLength];

    protected override ulong ReadOnce(out long length)
    {
        length = 0;
        ulong words = 0;
        using var file = new FileStream(FilePath, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        int count;
        while ((count = file.Read(_buffer)) > 0)
        {
            words ^= WordXor.Of(_buffer.AsSpan(0, count));
            length += count;
        }

        return words;
    }
}
