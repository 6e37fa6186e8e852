using System;
using System.Buffers;
using System.IO;
using Microsoft.Win32.SafeHandles;

namespace Native.Benchmarks;

/// <summary>One positional read to an array of the framework's pool, which keeps arrays up to 1 GiB.</summary>
internal sealed class PooledArrayRead(FileReadWork work) : FileReadWorkload(work)
{
    protected override ulong ReadOnce(out long length)
    {
        using SafeFileHandle file = File.OpenHandle(FilePath);
        int expected = (int)RandomAccess.GetLength(file);
        byte[] content = ArrayPool<byte>.Shared.Rent(expected + 1);
        int total = 0;
        int count;
        while ((count = RandomAccess.Read(file, content.AsSpan(total), total)) > 0)
        {
            total += count;
        }

        length = total;
        ulong words = WordXor.Of(content.AsSpan(0, total));
        ArrayPool<byte>.Shared.Return(content);
        return words;
    }
}
