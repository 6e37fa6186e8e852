namespace Nio.Lines;

/// <summary>The first of the longest lines.</summary>
/// <param name="Length">Bytes without the delimiter.</param>
/// <param name="Index">How many lines are in front of it.</param>
/// <param name="Offset">Where it starts, in bytes.</param>
internal readonly record struct LongestLine(long Length, long Index, long Offset)
{
    /// <summary>Shorter than every line, so that any line replaces it.</summary>
    internal static readonly LongestLine None = new(-1, 0, 0);

    internal bool Exists => Length >= 0;

    /// <summary>The same line, seen from the start of what lies in front.</summary>
    internal LongestLine Behind(long lines, long bytes) => new(Length, Index + lines, Offset + bytes);
}
