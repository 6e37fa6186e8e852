namespace Storage.Lite.S3;

/// <summary>When values are sent and read with a checksum of their own (CRC-32C), beside that of TLS.</summary>
public enum S3Checksums
{
    /// <summary>Whenever the service keeps them: a put tells it, the service checks it, and a get checks it.</summary>
    WhenSupported = 0,

    /// <summary>Only where S3 demands one.</summary>
    WhenRequired = 1,
}
