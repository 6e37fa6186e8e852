namespace Native.Samples;

/// <summary>Why a message was refused.</summary>
public enum Http1Error
{
    None,

    /// <summary>A line is longer than <see cref="Http1Limits.LineLengthMax"/>.</summary>
    LineTooLong,

    /// <summary>Start line and fields together are longer than <see cref="Http1Limits.HeadLengthMax"/>.</summary>
    HeadTooLong,

    /// <summary>There are more fields than <see cref="Http1Limits.FieldCountMax"/>.</summary>
    TooManyFields,

    /// <summary>The first line is no request line.</summary>
    BadRequestLine,

    /// <summary>The first line is no status line.</summary>
    BadStatusLine,

    /// <summary>The first line is fine, but its major version is not 1.</summary>
    UnsupportedVersion,

    /// <summary>A field line is not "token: visible characters".</summary>
    BadField,

    /// <summary>A field goes on in the next line, which was abolished because parsers disagree about it.</summary>
    FoldedField,

    /// <summary>An HTTP/1.1 request without exactly one Host.</summary>
    BadHost,

    /// <summary>A Content-Length that is no number, or two that differ.</summary>
    BadContentLength,

    /// <summary>
    /// Content-Length and Transfer-Encoding, or the latter in HTTP/1.0: what request smuggling is made of.
    /// </summary>
    AmbiguousLength,

    /// <summary>A Transfer-Encoding other than chunked.</summary>
    UnsupportedTransferCoding,

    /// <summary>A chunk does not begin with its length in hexadecimal.</summary>
    BadChunkLength,

    /// <summary>A chunk is longer than it announced.</summary>
    BadChunkEnd,

    /// <summary>The body is longer than <see cref="Http1Limits.BodyLengthMax"/>.</summary>
    BodyTooLong,

    /// <summary>The peer closed the connection inside a message.</summary>
    UnexpectedEnd,

    /// <summary>The peer sends on after a message that was to be its last.</summary>
    BytesAfterLastMessage,
}
