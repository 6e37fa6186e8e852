namespace Nio.Scanning;

/// <summary>What is found out about each file.</summary>
internal enum ScanMode
{
    /// <summary>Nothing: it is only read.</summary>
    Read,

    /// <summary>How often a pattern is in it, and where first.</summary>
    Pattern,

    /// <summary>SHA-256.</summary>
    Sha256,

    /// <summary>CRC-32C (Castagnoli).</summary>
    Crc32C,

    /// <summary>How many line ends it has.</summary>
    Lines,

    /// <summary>How many bits of information a byte holds.</summary>
    Entropy,
}
