namespace ChunkedBuffers;

/// <summary>A part of a view: where it starts and how many bytes it has.</summary>
internal readonly record struct SliceRange(long Start, long Length);
