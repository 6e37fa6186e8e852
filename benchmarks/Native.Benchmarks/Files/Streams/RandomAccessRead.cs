using System;
using System.IO;
using Microsoft.Win32.SafeHandles;

namespace Native.Benchmarks;

/// <summary>The framework's positional reads to a reused buffer: what a careful user writes.</summary>
internal sealed class RandomAccessRead(FileReadWork work) : FileReadWorkload(work)
{
    private readonly byte[] _buffer = new byte[BufferLength];

    protected override ulong ReadOnce(out long length)
    {
        length = 0;
        ulong words = 0;
        using SafeFileHandle file = File.OpenHandle(FilePath);
        int count;
        while ((count = RandomAccess.Read(file, _buffer, length)) > 0)
        {
            words ^= WordXor.Of(_buffer.AsSpan(0, count));
            length += count;
        }

        return words;
    }
}
