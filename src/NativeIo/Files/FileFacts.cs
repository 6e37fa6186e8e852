using System;

namespace NativeIo;

/// <summary>What the system says about a file; a snapshot.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public readonly record struct FileFacts
{
    /// <summary>Gets what it is.</summary>
    public FileKind Kind { get; init; }

    /// <summary>
    /// Gets the length in bytes. 0 also for files whose content is made when it is read, as in <c>/proc</c>.
    /// </summary>
    public long Length { get; init; }

    /// <summary>Gets the bytes that are stored for it.</summary>
    public long AllocatedBytes { get; init; }

    /// <summary>Gets when its content last changed, in universal time.</summary>
    public DateTimeOffset ModifiedAt { get; init; }

    /// <summary>Gets what tells it from other files.</summary>
    public FileIdentity Identity { get; init; }

    /// <summary>Gets the number of names that it has.</summary>
    public long LinkCount { get; init; }

    /// <summary>Gets what changes how it is best read.</summary>
    public FileFactFlags Flags { get; init; }

    /// <summary>Gets the preferred size of a transfer in bytes; 0 when not known.</summary>
    public int BlockLength { get; init; }

    /// <summary>
    /// Gets the alignment in bytes that memory needs for direct transfers; 0 when the file system does not say.
    /// </summary>
    public int DirectMemoryAlignment { get; init; }

    /// <summary>
    /// Gets the alignment in bytes that offsets and lengths need for direct transfers; 0 when the file system does not
    /// say.
    /// </summary>
    public int DirectOffsetAlignment { get; init; }

    /// <summary>Gets the Unix permission bits; 0 where there are none.</summary>
    public int PermissionBits { get; init; }

    /// <summary>Gets the number of the owner; null where there is none, or it is not known.</summary>
    public uint? OwnerId { get; init; }

    /// <summary>Gets the number of the group; null as for the owner.</summary>
    public uint? GroupId { get; init; }

    /// <summary>
    /// Gets a number that no other mount of this machine ever has; 0 when not known, as before Linux 6.8.
    /// </summary>
    internal ulong MountId { get; init; }
}
