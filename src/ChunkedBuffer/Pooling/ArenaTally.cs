namespace ChunkedBuffers;

/// <summary>
/// An arena's slabs, and the blocks of them that are outside of it: rented, lost or cached by threads.
/// </summary>
internal readonly record struct ArenaTally(int SlabCount, long OutsideCount);
