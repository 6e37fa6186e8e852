namespace ChunkedBuffers;

/// <summary>
/// The block that a buffer writes to, apart from its segments: consuming all of them does not disturb it.
/// </summary>
internal struct WriteTail
{
    /// <summary>The block, of which only this buffer writes what is free; null when there is none.</summary>
    internal NativeBlock? Block;

    internal uint Generation;

    /// <summary>Bytes of the block that are taken: headroom and committed bytes.</summary>
    internal int Used;

    /// <summary>Size of the block, kept here so that an append does not look at the block for it.</summary>
    internal int Length;

    /// <summary>References in stock for segments over this block.</summary>
    internal int Credits;

    /// <summary>Writes so far, which tell whether the next chunk should be larger or smaller.</summary>
    internal int Commits;

    internal readonly int Free => Length - Used;
}
