namespace ChunkedBuffers;

/// <summary>How a read ended that can fail in more ways than "the bytes are not all there yet".</summary>
/// <remarks>
/// Only <see cref="Done"/> moves the reader. The three others are kept apart because a peer causes each of them and the
/// answers differ: wait, refuse, refuse.
/// </remarks>
public enum ReadStatus
{
    /// <summary>The bytes end before the value does: try again with more.</summary>
    NeedMoreData,

    /// <summary>The value was read.</summary>
    Done,

    /// <summary>The value is longer than the caller accepts, whatever follows.</summary>
    TooLong,

    /// <summary>No continuation makes these bytes a value.</summary>
    Malformed,
}
