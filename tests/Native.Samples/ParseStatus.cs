namespace Native.Samples;

/// <summary>What came of asking a parser for the next result.</summary>
public enum ParseStatus
{
    /// <summary>The bytes so far hold no further result. Feed more and ask again.</summary>
    NeedMoreData,

    /// <summary>There is a result; the caller owns it.</summary>
    Done,

    /// <summary>The peer broke the protocol or a limit. The parser stays in this state and says why.</summary>
    Failed,
}
