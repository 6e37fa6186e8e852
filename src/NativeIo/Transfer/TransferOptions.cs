using System;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>How <see cref="FileTransfer"/> moves bytes.</summary>
/// <remarks>Thread safety: immutable; what it reports progress to is called on the thread of the transfer.</remarks>
public sealed record TransferOptions
{
    /// <summary>The least <see cref="PartLength"/>: short parts make sendfile three times as slow.</summary>
    public const int PartLengthMin = 1024 * 1024;

    /// <summary>Gets the options that move everything from start to end.</summary>
    public static TransferOptions Default { get; } = new();

    /// <summary>
    /// Gets where in the source to begin; null for the start of a file, and the position of what has none.
    /// </summary>
    public long? SourceOffset { get; init; }

    /// <summary>
    /// Gets where in the destination to begin; null for the start of a file, and the position of what has none.
    /// </summary>
    public long? DestinationOffset { get; init; }

    /// <summary>Gets the most bytes to move; null for all up to the end of the source.</summary>
    public long? Length { get; init; }

    /// <summary>
    /// Gets the bytes after which progress is reported and a cancellation looked at, at least
    /// <see cref="PartLengthMin"/>.
    /// </summary>
    public int PartLength { get; init; } = 16 * PartLengthMin;

    /// <summary>Gets the ways that may be used; <see cref="TransferPath.ReadWrite"/> always may.</summary>
    public TransferPath Paths { get; init; } = TransferPath.All;

    /// <summary>
    /// Gets a value indicating whether holes of the source stay holes, which needs regular files. Where the destination
    /// has bytes already, zeros are written over them.
    /// </summary>
    public bool KeepsHoles { get; init; }

    /// <summary>
    /// Gets a value indicating whether pages leave the cache of the system as soon as they can, so that a large
    /// transfer does not push out what others need. The disk sets the pace then.
    /// </summary>
    public bool LeavesCache { get; init; }

    /// <summary>
    /// Gets a value indicating whether <see cref="FileTransfer.CopyFile"/> replaces the content of an existing file.
    /// </summary>
    public bool Overwrites { get; init; } = true;

    /// <summary>Gets what is told the number of bytes moved so far, after each part.</summary>
    public IProgress<long>? Progress { get; init; }

    /// <summary>
    /// Gets what <see cref="FileTransfer.CopyFile"/> opens files with; null for what the platform has. For tests.
    /// </summary>
    internal FileBackend? Backend { get; init; }

    /// <summary>Throws when options make no sense.</summary>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(SourceOffset ?? 0, NativeFile.AtPosition, nameof(SourceOffset));
        ArgumentOutOfRangeException.ThrowIfLessThan(
            DestinationOffset ?? 0, NativeFile.AtPosition, nameof(DestinationOffset));
        ArgumentOutOfRangeException.ThrowIfNegative(Length ?? 0, nameof(Length));
        ArgumentOutOfRangeException.ThrowIfLessThan(PartLength, PartLengthMin);
    }
}
