using System;

namespace ChunkedBuffers;

/// <summary>How a <see cref="ChunkedPipeReader"/> reads a stream. Thread safety: immutable.</summary>
public sealed record ChunkedPipeReaderOptions
{
    /// <summary>Gets the options that a reader has when none are given.</summary>
    public static ChunkedPipeReaderOptions Default { get; } = new();

    /// <summary>Gets where to rent blocks; null means <see cref="BlockPool.Shared"/>.</summary>
    public BlockPool? Pool { get; init; }

    /// <summary>Gets how chunks grow; null means <see cref="ChunkedBufferOptions.Default"/>.</summary>
    public ChunkedBufferOptions? BufferOptions { get; init; }

    /// <summary>Gets the least room in bytes that each read offers the stream. Default: 1024.</summary>
    public int ReadLengthMin { get; init; } = 1024;

    /// <summary>Gets whether the stream stays open when the reader is completed. Default: false.</summary>
    public bool LeaveOpen { get; init; }

    /// <summary>
    /// Gets whether an empty reader waits for data with a read of no bytes, so that it holds no memory meanwhile. The
    /// stream must support that, as sockets, pipes and TLS do. Default: false.
    /// </summary>
    public bool UseZeroByteReads { get; init; }

    internal void Validate() => ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ReadLengthMin);
}
