using ChunkedBuffers;

namespace NativeIo;

/// <summary>
/// Reads files through a mapping. For files that nobody changes and that are read again; everything else reads faster
/// to blocks.
/// </summary>
/// <remarks>
/// <para>A file that is cut under a mapping ends the process that looks at it, so chunks are copied out by the kernel,
/// which notices, unless <see cref="ReadOptions.IsImmutable"/> promises that this does not happen: then chunks are
/// parts of the mapping, and nothing is copied.</para>
/// <para>What cannot be mapped, as an empty file, a pipe or a file in <c>/proc</c>, is read to blocks.</para>
/// <para>Thread safety: all members; each enumeration by one thread at a time.</para>
/// </remarks>
/// <example><code>
/// var reader = new MemoryMappedReader(new ReadOptions { IsImmutable = true });
/// foreach (FileChunk chunk in reader.ReadChunks("model.bin"))
/// {
///     Console.WriteLine(chunk.Offset);
/// }
/// </code></example>
public sealed class MemoryMappedReader : StrategyReader
{
    /// <summary>Makes a reader.</summary>
    /// <param name="options">How it reads; null for the defaults.</param>
    /// <exception cref="System.ArgumentException">An option makes no sense.</exception>
    public MemoryMappedReader(ReadOptions? options = null)
        : base(ReadStrategy.Mapped, options)
    {
    }

    private protected override ChunkSource MakeSource(ReadTarget target, long start, string reason, int slotCount) =>
        MappedContent.TryOpen(target, Options) is { } content
            ? new MappedChunkSource(
                target,
                MakeBlocks(slotCount),
                content,
                Options.IsImmutable,
                Options.Metrics,
                RowFor(new ReadDecision(Strategy, reason)))
            : base.MakeSource(target, start, reason, slotCount);

    private protected override BufferSlice ReadWholeFile(NativePath path, ref ReadDecision ran)
    {
        using ReadTarget target = ReadTarget.Open(path, Options);
        using MappedContent? content = MappedContent.TryOpen(target, Options);
        if (content is null)
        {
            return WholeFiles.Read(target);
        }

        if (!Options.IsImmutable)
        {
            return WholeFiles.Read(content, path);
        }

        WholeFiles.RequireLength(path, content.Length);
        return content.Share();
    }
}
