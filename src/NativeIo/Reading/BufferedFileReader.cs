namespace NativeIo;

/// <summary>
/// Reads files in order to blocks that are used again, so that they stay in the processor's cache. For everything that
/// is read once.
/// </summary>
/// <remarks>Thread safety: all members; each enumeration by one thread at a time.</remarks>
/// <example><code>
/// var reader = new BufferedFileReader();
/// long zeros = 0;
/// foreach (FileChunk chunk in reader.ReadChunks("disk.img"))
/// {
///     zeros += chunk.Span.Count((byte)0);
/// }
/// </code></example>
public sealed class BufferedFileReader : StrategyReader
{
    /// <summary>Makes a reader.</summary>
    /// <param name="options">How it reads; null for the defaults.</param>
    /// <exception cref="System.ArgumentException">An option makes no sense.</exception>
    public BufferedFileReader(ReadOptions? options = null)
        : base(ReadStrategy.Buffered, options)
    {
    }
}
