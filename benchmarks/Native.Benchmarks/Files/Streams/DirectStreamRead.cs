using ChunkedBuffers;
using NativeIo;

namespace Native.Benchmarks;

/// <summary>Ours around the page cache, with one chunk on its way or several through a ring.</summary>
internal sealed class DirectStreamRead(FileReadWork work, int queueDepth) : FileReadWorkload(work)
{
    private readonly DirectFileOptions _options = new() { QueueDepth = queueDepth };
    private readonly NativePath _path = work.Path;

    protected override ulong ReadOnce(out long length)
    {
        length = 0;
        ulong words = 0;
        using DirectFileReader reader = DirectFileReader.Open(_path, _options);
        foreach (BufferSlice chunk in reader.ReadChunks())
        {
            words ^= WordXor.Of(chunk.AsSpan());
            length += chunk.Length;
            chunk.Dispose();
        }

        return words;
    }
}
