namespace NativeIo;

/// <summary>How a file is read.</summary>
public enum ReadStrategy
{
    /// <summary>What <see cref="StrategySelector"/> chooses from the facts.</summary>
    Auto,

    /// <summary>
    /// Cached bytes at once, everything else on another thread, which reads ahead: for small files, many at a time, and
    /// for content that is decoded while it is read.
    /// </summary>
    Async,

    /// <summary>In order to blocks that are used again and stay in the processor's cache: the fastest scan.</summary>
    Buffered,

    /// <summary>Through a mapping: for files that nobody changes and that are read here and there, or again.</summary>
    Mapped,

    /// <summary>Around the page cache: for huge files that are read once.</summary>
    Direct,

    /// <summary>
    /// Many positions at once through a ring of the kernel: for random reads that the disk has to do.
    /// </summary>
    Ring,
}
