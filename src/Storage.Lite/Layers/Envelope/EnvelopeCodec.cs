using System;

namespace Storage.Lite;

/// <summary>What was done to a value, as the header says it in a byte. Other bits are refused.</summary>
[Flags]
internal enum EnvelopeCodec
{
    /// <summary>Frames with checksums, and the bytes as they are.</summary>
    None = 0,

    /// <summary>Chunks of <see cref="NativeIo.ChunkedAead"/> instead of frames with checksums.</summary>
    Encrypted = 1,

    /// <summary>Compressed with Brotli before that.</summary>
    Brotli = 2,

    /// <summary>Compressed with zlib before that.</summary>
    ZLib = 4,
}
