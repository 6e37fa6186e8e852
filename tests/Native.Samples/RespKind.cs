namespace Native.Samples;

/// <summary>The types of RESP2 and RESP3; the comment says the first byte.</summary>
public enum RespKind
{
    /// <summary>"+": text without line ends.</summary>
    SimpleString,

    /// <summary>"-": an error without line ends.</summary>
    SimpleError,

    /// <summary>":": a number of 64 bits.</summary>
    Integer,

    /// <summary>"$": any bytes, counted or streamed.</summary>
    BulkString,

    /// <summary>"!": an error of any bytes.</summary>
    BulkError,

    /// <summary>"=": text that says of itself in three letters what it is.</summary>
    VerbatimString,

    /// <summary>"_", and RESP2's "$-1" and "*-1".</summary>
    Null,

    /// <summary>"#".</summary>
    Boolean,

    /// <summary>",".</summary>
    Double,

    /// <summary>"(": digits of any number.</summary>
    BigNumber,

    /// <summary>"*".</summary>
    Array,

    /// <summary>"%": keys and values in turn.</summary>
    Map,

    /// <summary>"~".</summary>
    Set,

    /// <summary>">": data that nobody asked for.</summary>
    Push,

    /// <summary>"|": keys and values in turn that describe the value behind them.</summary>
    Attribute,
}
