namespace Native.Samples;

/// <summary>What an <see cref="Http1Event"/> tells.</summary>
public enum Http1EventKind
{
    /// <summary>Start line and fields of a message, or of an informational response in front of it.</summary>
    Head,

    /// <summary>The next bytes of the body, as many as have arrived.</summary>
    Body,

    /// <summary>The message is complete; trailer fields come with it.</summary>
    End,

    /// <summary>
    /// The connection is no longer HTTP/1; the bytes that follow are <see cref="Http1Parser.TakeUnread"/>.
    /// </summary>
    Switched,

    /// <summary>The peer closed the connection where it may.</summary>
    Closed,
}
