using System.IO;

namespace Native.Benchmarks;

/// <summary>File.ReadAllBytes: a new array for each file.</summary>
internal sealed class ReadAllBytesRead(FileReadWork work) : FileReadWorkload(work)
{
    protected override ulong ReadOnce(out long length)
    {
        byte[] content = File.ReadAllBytes(FilePath);
        length = content.Length;
        return WordXor.Of(content);
    }
}
