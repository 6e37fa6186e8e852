namespace Native.Samples;

/// <summary>How much of a peer's input a decoder accepts.</summary>
public sealed record RespLimits
{
    /// <summary>Bytes in a line without its end: simple strings, numbers, lengths.</summary>
    public int LineLengthMax { get; init; } = 64 * 1024;

    /// <summary>Bytes in a bulk string, a bulk error, a verbatim string, or all parts of a streamed string.</summary>
    public long BlobLengthMax { get; init; } = 512L * 1024 * 1024;

    /// <summary>Aggregates inside each other.</summary>
    public int DepthMax { get; init; } = 32;

    /// <summary>Values in one reply, aggregates and the parts of streamed strings included.</summary>
    public int ValueCountMax { get; init; } = 1024 * 1024;
}
