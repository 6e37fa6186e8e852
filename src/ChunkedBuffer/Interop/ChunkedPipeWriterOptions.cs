namespace ChunkedBuffers;

/// <summary>How a <see cref="ChunkedPipeWriter"/> writes to a stream. Thread safety: immutable.</summary>
public sealed record ChunkedPipeWriterOptions
{
    /// <summary>Gets the options that a writer has when none are given.</summary>
    public static ChunkedPipeWriterOptions Default { get; } = new();

    /// <summary>Gets where to rent blocks; null means <see cref="BlockPool.Shared"/>.</summary>
    public BlockPool? Pool { get; init; }

    /// <summary>Gets how chunks grow; null means <see cref="ChunkedBufferOptions.Default"/>.</summary>
    public ChunkedBufferOptions? BufferOptions { get; init; }

    /// <summary>Gets whether the stream stays open when the writer is completed. Default: false.</summary>
    public bool LeaveOpen { get; init; }
}
