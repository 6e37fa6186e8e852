namespace Native.Samples;

/// <summary>Why the input was refused.</summary>
public enum RespError
{
    None,

    /// <summary>A value begins with a byte that is no type.</summary>
    UnknownType,

    /// <summary>A line is longer than <see cref="RespLimits.LineLengthMax"/>.</summary>
    LineTooLong,

    /// <summary>A line holds a CR or LF of its own, or is empty where it must not be.</summary>
    BadLine,

    /// <summary>A number, length or boolean is none.</summary>
    BadNumber,

    /// <summary>Counted bytes do not end where they should.</summary>
    BadEnd,

    /// <summary>A verbatim string without its three letters and colon.</summary>
    BadVerbatimString,

    /// <summary>A blob is longer than <see cref="RespLimits.BlobLengthMax"/>.</summary>
    BlobTooLong,

    /// <summary>Aggregates are nested deeper than <see cref="RespLimits.DepthMax"/>.</summary>
    TooDeep,

    /// <summary>A value has more parts than <see cref="RespLimits.ValueCountMax"/>.</summary>
    TooManyValues,

    /// <summary>A push inside a value, an end without a streamed aggregate, a map with a key alone.</summary>
    Misplaced,
}
