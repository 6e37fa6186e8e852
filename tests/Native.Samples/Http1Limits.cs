namespace Native.Samples;

/// <summary>How much of a peer's input a parser accepts.</summary>
public sealed record Http1Limits
{
    /// <summary>Bytes in a start line, a field line or a chunk's first line, without the line end.</summary>
    public int LineLengthMax { get; init; } = 8 * 1024;

    /// <summary>
    /// Bytes in the start line and all fields, or in all trailer fields, two for each line end included.
    /// </summary>
    public int HeadLengthMax { get; init; } = 64 * 1024;

    /// <summary>Fields in a head, or in the trailer.</summary>
    public int FieldCountMax { get; init; } = 100;

    /// <summary>Bytes in a body.</summary>
    public long BodyLengthMax { get; init; } = long.MaxValue;
}
