using System;
using NativeIo;

namespace Native.Benchmarks;

/// <summary>Ours by hand: open, read to a buffer of the caller until the file ends, close.</summary>
internal sealed class NativeFileRead(FileReadWork work) : FileReadWorkload(work)
{
    private readonly byte[] _buffer = new byte[BufferLength];
    private readonly NativePath _path = work.Path;

    protected override ulong ReadOnce(out long length)
    {
        length = 0;
        ulong words = 0;
        using NativeFile file = NativeFile.Open(_path);
        int count;
        while ((count = file.ReadFull(_buffer, length)) > 0)
        {
            words ^= WordXor.Of(_buffer.AsSpan(0, count));
            length += count;
            if (count < _buffer.Length)
            {
                break;
            }
        }

        return words;
    }
}
