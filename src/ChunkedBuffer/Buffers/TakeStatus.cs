namespace ChunkedBuffers;

/// <summary>What came of looking for a delimiter.</summary>
public enum TakeStatus
{
    /// <summary>The delimiter is not there yet; nothing was consumed. Ask again after more data has come.</summary>
    NeedMoreData,

    /// <summary>The bytes before the delimiter were taken and the delimiter was consumed.</summary>
    Taken,

    /// <summary>There are more bytes than allowed before the delimiter; nothing was consumed.</summary>
    TooLong,
}
