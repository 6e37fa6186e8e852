using System;
using ChunkedBuffers;
using NativeIo;

namespace Native.Benchmarks;

/// <summary>Ours: the whole file in blocks of the pool.</summary>
internal sealed class NativeWholeRead(FileReadWork work) : FileReadWorkload(work)
{
    private readonly FileReader _reader = new();
    private readonly NativePath _path = work.Path;

    protected override void Release() => _reader.Dispose();

    protected override ulong ReadOnce(out long length)
    {
        using BufferSlice content = _reader.ReadFile(_path);
        length = content.Length;
        ulong words = 0;
        foreach (ReadOnlySpan<byte> chunk in content.Chunks)
        {
            words ^= WordXor.Of(chunk);
        }

        return words;
    }
}
