using System;

namespace ChunkedBuffers;

/// <summary>How a <see cref="ChunkedBuffer"/> grows. Thread safety: immutable.</summary>
public sealed record ChunkedBufferOptions
{
    /// <summary>Gets the options that a buffer has when none are given.</summary>
    public static ChunkedBufferOptions Default { get; } = new();

    /// <summary>
    /// Gets the size in bytes of the first chunk, and the least that a chunk decays to. Default: 4096.
    /// </summary>
    public int ChunkLengthMin { get; init; } = 4096;

    /// <summary>
    /// Gets the size in bytes that chunks grow to, doubling each time a few writes fill a whole chunk. A larger size
    /// hint gets a larger chunk all the same. At most <see cref="BlockPool.MaxBufferSize"/>. Default: 65536.
    /// </summary>
    public int ChunkLengthMax { get; init; } = 65536;

    /// <summary>
    /// Gets the number of bytes up to which appended slices and foreign memory are copied into the tail instead of
    /// being linked: below it a copy is cheaper than a chunk of its own, for the appender and for a gather write.
    /// Default: 256.
    /// </summary>
    public int CopyThreshold { get; init; } = 256;

    /// <summary>Gets the bytes left free at the start of each new chunk for <c>Prepend</c>. Default: 0.</summary>
    public int Headroom { get; init; }

    internal void Validate()
    {
        RequireAtLeast(ChunkLengthMin, 1, nameof(ChunkLengthMin));
        RequireAtLeast(ChunkLengthMax, ChunkLengthMin, nameof(ChunkLengthMax));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ChunkLengthMax, BlockDepot.LengthMax, nameof(ChunkLengthMax));
        RequireAtLeast(CopyThreshold, 0, nameof(CopyThreshold));
        RequireAtLeast(Headroom, 0, nameof(Headroom));
        if (Headroom > ChunkLengthMax)
        {
            throw new ArgumentOutOfRangeException(
                nameof(Headroom),
                Headroom,
                $"Headroom is {Headroom}, more than the {ChunkLengthMax} of ChunkLengthMax.");
        }
    }

    private static void RequireAtLeast(int value, int least, string name)
    {
        if (value < least)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}, it must be at least {least}.");
        }
    }
}
