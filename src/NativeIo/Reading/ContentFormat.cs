namespace NativeIo;

/// <summary>Formats whose bytes are compressed, known by how a file begins.</summary>
public enum ContentFormat
{
    /// <summary>None of these, or not looked at.</summary>
    Unknown,

    /// <summary>gzip.</summary>
    Gzip,

    /// <summary>Zip, and what is built on it, as office documents and Java archives.</summary>
    Zip,

    /// <summary>Zstandard.</summary>
    Zstandard,

    /// <summary>xz.</summary>
    Xz,

    /// <summary>bzip2.</summary>
    Bzip2,

    /// <summary>LZ4 frames.</summary>
    Lz4,

    /// <summary>7-Zip.</summary>
    SevenZip,

    /// <summary>RAR.</summary>
    Rar,

    /// <summary>PNG pictures.</summary>
    Png,

    /// <summary>JPEG pictures.</summary>
    Jpeg,

    /// <summary>GIF pictures.</summary>
    Gif,

    /// <summary>WebP pictures.</summary>
    Webp,

    /// <summary>MP4, MOV, HEIF and the like.</summary>
    Mp4,

    /// <summary>Matroska and WebM.</summary>
    Matroska,

    /// <summary>Ogg.</summary>
    Ogg,

    /// <summary>FLAC sound.</summary>
    Flac,

    /// <summary>MP3 sound that begins with a tag.</summary>
    Mp3,
}
