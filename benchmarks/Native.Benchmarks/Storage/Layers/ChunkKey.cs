namespace Native.Benchmarks;

/// <summary>The lengths of AES-256-GCM as the encrypted store uses it.</summary>
internal static class ChunkKey
{
    public const int Length = 32;

    public const int NonceLength = 12;

    public const int TagLength = 16;

    /// <summary>Plaintext of a chunk.</summary>
    public const int ChunkLength = 16 * 1024;
}
