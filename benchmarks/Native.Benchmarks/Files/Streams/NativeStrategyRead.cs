using NativeIo;

namespace Native.Benchmarks;

/// <summary>Ours by a reader that the caller chose, so that nobody asks about the file first.</summary>
internal sealed class NativeStrategyRead(FileReadWork work, StrategyReader reader) : FileReadWorkload(work)
{
    private readonly NativePath _path = work.Path;

    protected override ulong ReadOnce(out long length)
    {
        length = 0;
        ulong words = 0;
        foreach (FileChunk chunk in reader.ReadChunks(_path))
        {
            words ^= WordXor.Of(chunk.Span);
            length += chunk.Length;
        }

        return words;
    }
}
