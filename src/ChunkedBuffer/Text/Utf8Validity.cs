namespace ChunkedBuffers;

/// <summary>What a look at possibly unfinished UTF-8 found.</summary>
public enum Utf8Validity
{
    /// <summary>Everything is well-formed UTF-8.</summary>
    Valid,

    /// <summary>The content ends inside a code point, and more bytes can still make it well-formed.</summary>
    Incomplete,

    /// <summary>Some bytes are not UTF-8, whatever follows.</summary>
    Invalid,
}
