namespace NativeIo;

/// <summary>
/// Reads files without making the caller wait: cached bytes at once, the rest on another thread. For small files, many
/// at a time.
/// </summary>
/// <remarks>Thread safety: all members; each enumeration by one thread at a time.</remarks>
/// <example><code>
/// var reader = new AsyncFileReader();
/// using BufferSlice content = await reader.ReadFileAsync("settings.json");
/// Console.WriteLine(content.Length);
/// </code></example>
public sealed class AsyncFileReader : StrategyReader
{
    /// <summary>Makes a reader.</summary>
    /// <param name="options">How it reads; null for the defaults.</param>
    /// <exception cref="System.ArgumentException">An option makes no sense.</exception>
    public AsyncFileReader(ReadOptions? options = null)
        : base(ReadStrategy.Async, options)
    {
    }

    private protected override ChunkSource MakeSource(ReadTarget target, long start, string reason, int slotCount) =>
        new CachedChunkSource(
            target, MakeBlocks(slotCount), Options.Metrics, RowFor(new ReadDecision(Strategy, reason)));
}
