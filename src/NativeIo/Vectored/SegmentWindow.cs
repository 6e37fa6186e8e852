namespace NativeIo;

/// <summary>The part of a list of segments that one vectored call transfers.</summary>
/// <param name="First">Index of the first segment.</param>
/// <param name="Count">Number of segments, at least 1.</param>
/// <param name="Skip">Bytes at the start of the first segment that are done.</param>
/// <param name="LastLength">
/// Bytes of the last segment, counted from its start: less than it is long where the limit of one call cuts it.
/// </param>
/// <param name="Bytes">Bytes of the whole part, above 0.</param>
internal readonly record struct SegmentWindow(int First, int Count, int Skip, int LastLength, long Bytes)
{
    /// <summary>Gets the index of the last segment.</summary>
    internal int Last => First + Count - 1;
}
