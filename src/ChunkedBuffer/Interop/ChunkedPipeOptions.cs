using System;
using System.IO.Pipelines;

namespace ChunkedBuffers;

/// <summary>
/// How a <see cref="ChunkedPipe"/> works. Checked when a pipe is made from it. Thread safety: immutable.
/// </summary>
public sealed record ChunkedPipeOptions
{
    private const long PauseDefault = 65536;

    /// <summary>Gets the options that a pipe has when none are given.</summary>
    public static ChunkedPipeOptions Default { get; } = new();

    /// <summary>Gets where the pipe rents its blocks; null means <see cref="BlockPool.Shared"/>.</summary>
    public BlockPool? Pool { get; init; }

    /// <summary>Gets how the pipe's chunks grow; null means <see cref="ChunkedBufferOptions.Default"/>.</summary>
    public ChunkedBufferOptions? BufferOptions { get; init; }

    /// <summary>Gets what runs the continuations of reads. Default: the thread pool.</summary>
    public PipeScheduler ReaderScheduler { get; init; } = PipeScheduler.ThreadPool;

    /// <summary>Gets what runs the continuations of flushes. Default: the thread pool.</summary>
    public PipeScheduler WriterScheduler { get; init; } = PipeScheduler.ThreadPool;

    /// <summary>
    /// Gets the number of bytes not examined by the reader at which flushes begin to wait; 0 means never. Default:
    /// 65536.
    /// </summary>
    public long PauseWriterThreshold { get; init; } = PauseDefault;

    /// <summary>
    /// Gets the number of bytes not examined by the reader below which a waiting flush goes on; null means half of
    /// <see cref="PauseWriterThreshold"/>, and 0 means none.
    /// </summary>
    public long? ResumeWriterThreshold { get; init; }

    /// <summary>
    /// Gets whether continuations run in the synchronization context that was current when the wait began, if it wants
    /// to be returned to. Default: true.
    /// </summary>
    public bool UseSynchronizationContext { get; init; } = true;

    /// <summary>
    /// Gets whether the last block goes back to the pool while the reader waits on an empty pipe. It costs a rent for
    /// each burst of data and saves a chunk for each idle pipe. Default: true.
    /// </summary>
    public bool ReleaseMemoryWhenIdle { get; init; } = true;

    /// <summary>The threshold in effect; never 0, which nothing is below.</summary>
    internal long ResumeThreshold => Math.Max(ResumeWriterThreshold ?? (PauseWriterThreshold / 2), 1);

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(ReaderScheduler);
        ArgumentNullException.ThrowIfNull(WriterScheduler);
        ArgumentOutOfRangeException.ThrowIfNegative(PauseWriterThreshold);
        if (ResumeWriterThreshold < 0 || (PauseWriterThreshold > 0 && ResumeWriterThreshold > PauseWriterThreshold))
        {
            throw new ArgumentOutOfRangeException(
                nameof(ResumeWriterThreshold),
                ResumeWriterThreshold,
                $"ResumeWriterThreshold is {ResumeWriterThreshold}, it must be from 0 to the {PauseWriterThreshold}"
                + " of PauseWriterThreshold.");
        }
    }
}
