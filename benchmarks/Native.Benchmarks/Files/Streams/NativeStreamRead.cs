using NativeIo;

namespace Native.Benchmarks;

/// <summary>Ours: the strategy that is chosen by the facts, or a named one.</summary>
internal sealed class NativeStreamRead(FileReadWork work, ReadStrategy strategy) : FileReadWorkload(work)
{
    private readonly FileReader _reader = new(new ReadOptions { Strategy = strategy, IsImmutable = true });
    private readonly NativePath _path = work.Path;

    protected override void Release() => _reader.Dispose();

    protected override ulong ReadOnce(out long length)
    {
        length = 0;
        ulong words = 0;
        foreach (FileChunk chunk in _reader.ScanChunks(_path))
        {
            words ^= WordXor.Of(chunk.Span);
            length += chunk.Length;
        }

        return words;
    }
}
