namespace NativeIo;

/// <summary>How bytes are compressed.</summary>
public enum CompressionFormat
{
    /// <summary>Brotli, RFC 7932: the smallest, and quick at level 1.</summary>
    Brotli = 0,

    /// <summary>Deflate with the frame of RFC 1950, whose Adler-32 finds damage.</summary>
    ZLib = 1,

    /// <summary>Deflate with the frame of RFC 1952, as files have it: CRC-32 and length.</summary>
    GZip = 2,

    /// <summary>Deflate alone, RFC 1951: nothing finds damage.</summary>
    Deflate = 3,
}
